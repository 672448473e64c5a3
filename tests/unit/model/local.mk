check_PROGRAMS += tests/unit/model/test_model
TESTS += tests/unit/model/test_model
tests_unit_model_test_model_SOURCES = \
	tests/unit/model/test_entity.c tests/unit/model/test_field.c \
	tests/unit/model/test_model.c tests/unit/model/test_model.h \
	tests/unit/model/test_record.c
tests_unit_model_test_model_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_model_test_model_LDADD = $(model_libs) $(CMOCKA_LIBS)
