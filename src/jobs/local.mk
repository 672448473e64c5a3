noinst_LIBRARIES += src/jobs/libjobs.a
src_jobs_libjobs_a_SOURCES = \
	src/jobs/job.c src/jobs/job.h \
	src/jobs/jobs.c \
	src/jobs/worker.c src/jobs/worker.h
