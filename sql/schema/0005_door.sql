-- Signing in: until when and at what hours a user may, public keys, one-time codes.
-- TRUST.md 2 (T2-T5); used by src/domain/sign_in*.c, forms/user_key.form.

ALTER TABLE app_user ADD COLUMN until_day @int64;
ALTER TABLE app_user ADD COLUMN from_minute @int64;
ALTER TABLE app_user ADD COLUMN to_minute @int64;
-- Chooses a new password at the next sign-in.
ALTER TABLE app_user ADD COLUMN new_password @int64 NOT NULL DEFAULT 0;

-- Public keys of users. The fingerprint is OpenSSH's (SHA256:...), one user each.
CREATE TABLE user_key (
	id @int64 NOT NULL PRIMARY KEY,
	user_id @int64 NOT NULL REFERENCES app_user (id),
	name @text, public_key @text NOT NULL, fingerprint @text NOT NULL,
	till_id @int64 REFERENCES till (id),
	fold @text NOT NULL DEFAULT '', sort_key @text NOT NULL DEFAULT '',
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX user_key_fingerprint ON user_key (fingerprint) WHERE deleted = 0;
CREATE INDEX user_key_user ON user_key (user_id) WHERE deleted = 0;

-- One-time codes (RFC 6238). The seed is sealed with the key beside the store; last_step is the
-- newest 30 seconds that a code was taken from, so that none is taken twice.
CREATE TABLE user_code (
	user_id @int64 NOT NULL PRIMARY KEY REFERENCES app_user (id),
	seed @blob NOT NULL,
	confirmed @int64 NOT NULL CHECK (confirmed IN (0, 1)),
	last_step @int64 NOT NULL,
	wrong @int64 NOT NULL,
	locked_until @int64 NOT NULL,
	made_at @int64 NOT NULL, made_by @int64
) @table;
