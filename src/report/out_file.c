#include "report/out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/str.h"

static enum err
failed(const struct out_file *o, struct err_note *note)
{
	return err_set(note, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO, "",
	    _("%s cannot be written: %s"), o->is_stdout ? _("The result") : o->path,
	    strerror(errno));
}

enum err
out_open(struct out_file *o, const char *path, struct err_note *note)
{
	struct stat st;
	char *real;
	int fd;

	*o = (struct out_file) { 0 };
	if (path == NULL || strcmp(path, "-") == 0) {
		o->f = stdout;
		o->is_stdout = true;
		return ERR_OK;
	}
	if (strlen(path) >= sizeof(o->path))
		return err_set(note, ERR_LIMIT, "", _("The path is too long."));
	str_copy(o->path, sizeof(o->path), path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		/* A pipe or a device: nothing to rename over. */
		o->f = fopen(path, "we");
		return o->f != NULL ? ERR_OK : failed(o, note);
	}
	/* Through a link the file itself is replaced, not the link. */
	real = realpath(path, NULL);
	if (real != NULL && strlen(real) < sizeof(o->path))
		str_copy(o->path, sizeof(o->path), real);
	free(real);
	snprintf(o->temp, sizeof(o->temp), "%s.XXXXXX", o->path);
	fd = mkostemp(o->temp, O_CLOEXEC);
	if (fd < 0) {
		o->temp[0] = '\0';
		return failed(o, note);
	}
	o->f = fdopen(fd, "w");
	if (o->f == NULL) {
		close(fd);
		out_abort(o);
		return failed(o, note);
	}
	return ERR_OK;
}

enum err
out_commit(struct out_file *o, struct err_note *note)
{
	enum err e = ERR_OK;

	if (fflush(o->f) != 0 || ferror(o->f))
		e = failed(o, note);
	if (e == ERR_OK && o->temp[0] != '\0' && fsync(fileno(o->f)) != 0)
		e = failed(o, note);
	if (o->is_stdout) {
		o->f = NULL;
		return e;
	}
	if (fclose(o->f) != 0 && e == ERR_OK)
		e = failed(o, note);
	o->f = NULL;
	if (e == ERR_OK && o->temp[0] != '\0' && rename(o->temp, o->path) != 0)
		e = failed(o, note);
	if (e != ERR_OK) {
		out_abort(o);
		return e;
	}
	if (o->temp[0] != '\0')
		(void)durable_name(o->path);
	o->temp[0] = '\0';
	return ERR_OK;
}

void
out_abort(struct out_file *o)
{
	int keep = errno;

	if (o->f != NULL && !o->is_stdout)
		fclose(o->f);
	o->f = NULL;
	if (o->temp[0] != '\0')
		unlink(o->temp);
	o->temp[0] = '\0';
	errno = keep;
}
