noinst_LIBRARIES += src/jobs/libjobs.a
src_jobs_libjobs_a_SOURCES = \
	src/jobs/backup.h src/jobs/backup_part.h \
	src/jobs/backup_documents.c \
	src/jobs/backup_facts.c \
	src/jobs/backup_files.c \
	src/jobs/backup_head.c \
	src/jobs/backup_job.c \
	src/jobs/backup_list.c \
	src/jobs/backup_lock.c \
	src/jobs/backup_make.c \
	src/jobs/backup_open.c \
	src/jobs/backup_trail.c \
	src/jobs/generation.c \
	src/jobs/health.c src/jobs/health.h \
	src/jobs/job.c src/jobs/job.h \
	src/jobs/jobs.c \
	src/jobs/keep_order.c \
	src/jobs/report_job.c src/jobs/report_job.h \
	src/jobs/notice.c src/jobs/notice.h \
	src/jobs/rekey.c src/jobs/rekey.h \
	src/jobs/restore.c src/jobs/restore.h src/jobs/restore_part.h \
	src/jobs/restore_carry.c \
	src/jobs/restore_fill.c \
	src/jobs/worker.c src/jobs/worker.h
