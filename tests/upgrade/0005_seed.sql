-- A public key.
INSERT INTO user_key (id, user_id, name, public_key, fingerprint, version, created_at, changed_at, deleted)
VALUES (2030, 1003, 'laptop', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGqTN3vzJ2xZ0nS2l1x8m2d1q6rY0o0q0o0q0o0q0o0q',
	'SHA256:upgradeupgradeupgradeupgradeupgradeupgrade0', 1, 1795246200000, 1795246200000, 0);
