# pam_quen.so: signs Quen's own users in, for any PAM program.
module_PROGRAMS += src/pam/pam_quen.so
src_pam_pam_quen_so_SOURCES = src/pam/pam_quen.c
src_pam_pam_quen_so_CPPFLAGS = -include config.h -I$(top_srcdir)/src -DQUEN_RUNDIR='"$(runstatedir)/quen"'
src_pam_pam_quen_so_CFLAGS = $(MODULE_CFLAGS)
src_pam_pam_quen_so_LDFLAGS = -shared -Wl,-z,relro,-z,now,-z,defs
src_pam_pam_quen_so_LDADD = $(PAM_LIBS)
