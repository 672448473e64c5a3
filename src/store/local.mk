noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/actor.c src/store/actor.h \
	src/store/access.c \
	src/store/audit.c src/store/audit.h src/store/audit_part.h \
	src/store/audit_anchor.c src/store/audit_archive.c src/store/audit_list.c \
	src/store/cache.c src/store/create.c \
	src/store/draft.c src/store/draft.h src/store/duplicate.c src/store/errand.c src/store/errand.h \
	src/store/idem.c src/store/idem.h \
	src/store/list_page.c src/store/list_internal.h src/store/list_query.c src/store/list_search.c \
	src/store/list_sql.c \
	src/store/lookup_ref.c \
	src/store/number.c src/store/number.h src/store/own_card.c \
	src/store/prefs.c \
	src/store/query.c src/store/query.h \
	src/store/record_delete.c src/store/record_forget.c src/store/record_hook.h src/store/record_save.c \
	src/store/record_sql.c src/store/record_load.c src/store/record_store.h \
	src/store/search.c \
	src/store/sealed.c src/store/sealed.h \
	src/store/setting.c src/store/setting.h \
	src/store/share.c src/store/share.h \
	src/store/site.c src/store/site.h src/store/site_model.c src/store/site_part.h \
	src/store/store.c src/store/store.h src/store/store_internal.h
