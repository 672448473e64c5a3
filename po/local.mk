# Translations: po/LANG.po becomes data/locale/LANG/LC_MESSAGES/quen.mo, used from there by a
# run out of the build tree and installed into localedir. en.po names only what English
# shows otherwise than its msgid (the values of choices).
EXTRA_DIST += po/en.po po/vi.po po/zh_CN.po po/extract po/extract.awk po/update

enlocaledir = $(localedir)/en/LC_MESSAGES
vilocaledir = $(localedir)/vi/LC_MESSAGES
zhlocaledir = $(localedir)/zh_CN/LC_MESSAGES
nodist_enlocale_DATA = data/locale/en/LC_MESSAGES/quen.mo
nodist_vilocale_DATA = data/locale/vi/LC_MESSAGES/quen.mo
nodist_zhlocale_DATA = data/locale/zh_CN/LC_MESSAGES/quen.mo

data/locale/en/LC_MESSAGES/quen.mo: po/en.po
	$(AM_V_GEN)$(MKDIR_P) data/locale/en/LC_MESSAGES && \
	$(MSGFMT) --check-format --check-header -o $@ $(srcdir)/po/en.po
data/locale/vi/LC_MESSAGES/quen.mo: po/vi.po
	$(AM_V_GEN)$(MKDIR_P) data/locale/vi/LC_MESSAGES && \
	$(MSGFMT) --check-format --check-header -o $@ $(srcdir)/po/vi.po
data/locale/zh_CN/LC_MESSAGES/quen.mo: po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) data/locale/zh_CN/LC_MESSAGES && \
	$(MSGFMT) --check-format --check-header -o $@ $(srcdir)/po/zh_CN.po

# Reads every msgid of the sources and data files into the po files.
update-po:
	cd $(srcdir) && po/update
.PHONY: update-po

# QUEN_DATA=BUILD/data: forms, queries, keymaps and translations for a run out of the build
# tree. Copies, because the program refuses data that belong to another user or that others
# may change, as a checkout may; made anew every time, which takes no time.
all-local: copy-data
copy-data:
	@$(MKDIR_P) data && umask 022 && for d in forms keymaps sql; do \
	  rm -rf data/$$d.new && cp -R $(srcdir)/$$d data/$$d.new && \
	  chmod -R u+rwX,go+rX,go-w data/$$d.new && \
	  rm -rf data/$$d && mv data/$$d.new data/$$d || exit 1; done
.PHONY: copy-data
clean-local:
	rm -rf data
