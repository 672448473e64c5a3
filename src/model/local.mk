noinst_LIBRARIES += src/model/libmodel.a
src_model_libmodel_a_SOURCES = \
	src/model/entity.c src/model/entity.h \
	src/model/entity_check.c src/model/entity_layout.c \
	src/model/entity_part.h src/model/entity_read.c \
	src/model/entity_source.c \
	src/model/field.c src/model/field.h \
	src/model/field_parse.c src/model/field_text.c \
	src/model/record.c src/model/record.h \
	src/model/record_json.c
