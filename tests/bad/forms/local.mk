check_PROGRAMS += tests/bad/forms/bad_forms
TESTS += tests/bad/forms/bad_forms
tests_bad_forms_bad_forms_SOURCES = tests/bad/forms/bad_forms.c
tests_bad_forms_bad_forms_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_bad_forms_bad_forms_LDADD = $(model_libs) $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/bad/forms/bad_column.form \
	tests/bad/forms/bad_pattern.form \
	tests/bad/forms/bad_privacy.form \
	tests/bad/forms/bad_when.form \
	tests/bad/forms/bad_width.form \
	tests/bad/forms/choice_without_choices.form \
	tests/bad/forms/code_taken.form \
	tests/bad/forms/column_nowhere.form \
	tests/bad/forms/default_no_choice.form \
	tests/bad/forms/environment.form \
	tests/bad/forms/field_twice.form \
	tests/bad/forms/no_entity.form \
	tests/bad/forms/no_fields.form \
	tests/bad/forms/no_title.form \
	tests/bad/forms/not_utf8.form \
	tests/bad/forms/open_brace.form \
	tests/bad/forms/open_quote.form \
	tests/bad/forms/other_name.form \
	tests/bad/forms/parent_no_ref.form \
	tests/bad/forms/priority_range.form \
	tests/bad/forms/ref_nowhere.form \
	tests/bad/forms/ref_without_entity.form \
	tests/bad/forms/related_by.form \
	tests/bad/forms/related_nowhere.form \
	tests/bad/forms/reserved_name.form \
	tests/bad/forms/row_nowhere.form \
	tests/bad/forms/row_twice.form \
	tests/bad/forms/sort_nowhere.form \
	tests/bad/forms/sorts_nowhere.form \
	tests/bad/forms/unknown_key.form \
	tests/bad/forms/unknown_type.form
