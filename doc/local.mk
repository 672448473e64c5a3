dist_doc_DATA = doc/AGENDA.md doc/AUDIT.md doc/BACKUP.md doc/BENCH.md doc/CRYPTO.md doc/DESIGN.md doc/DOOR.md doc/FORMS.md doc/IMPORT.md doc/OFFERS.md doc/PRINTING.md doc/RELATION.md doc/QUERY.md doc/REPORTS.md doc/RULES.md doc/SESSIONS.md doc/SIGN-IN.md doc/TRUST.md doc/USERS.md
dist_man_MANS = doc/man/quen.1 doc/man/quen-serve.8 doc/man/quen.conf.5 doc/man/quen-form.5 \
	doc/man/quen-keymap.5 doc/man/quen-report.5
examplesdir = $(docdir)/examples
dist_examples_DATA = doc/examples/quen.service doc/examples/quen.socket doc/examples/sshd-quen.conf
guidedir = $(docdir)/guide
dist_guide_DATA = doc/guide/ADMIN.en.md doc/guide/USER.en.md doc/guide/USER.vi.md doc/guide/USER.zh_CN.md
