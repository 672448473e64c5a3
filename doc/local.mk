dist_doc_DATA = doc/DESIGN.md doc/USERS.md doc/FORMS.md doc/RULES.md doc/BENCH.md
dist_man_MANS = doc/man/quen.1
