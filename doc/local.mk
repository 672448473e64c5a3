dist_doc_DATA = doc/DESIGN.md doc/FORMS.md doc/RULES.md doc/USERS.md
