check_PROGRAMS += tests/unit/relation/test_relation
TESTS += tests/unit/relation/test_relation
tests_unit_relation_test_relation_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/relation/relation.c tests/unit/relation/relation.h \
	tests/unit/relation/test_contact.c tests/unit/relation/test_document.c \
	tests/unit/relation/test_lost.c tests/unit/relation/test_relation.c \
	tests/unit/relation/test_story.c tests/unit/relation/test_unseen.c
tests_unit_relation_test_relation_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/relation \
	-DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_relation_test_relation_LDADD = $(domain_libs) $(CMOCKA_LIBS)
