noinst_LIBRARIES += src/domain/libdomain.a
src_domain_libdomain_a_SOURCES =
