once_tests += tests/po/po.sh
TESTS += tests/po/labels
EXTRA_DIST += tests/po/po.sh
check_PROGRAMS += tests/po/labels
tests_po_labels_SOURCES = tests/po/labels.c
tests_po_labels_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_po_labels_LDADD = src/ui/libui.a $(model_libs) $(CMOCKA_LIBS)
