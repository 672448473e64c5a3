-- What was typed as a reason may name a person, and has to go when that person is erased (rule S7):
-- the chain then covers its hash instead of its text. NULL: no reason, or a row from before.

ALTER TABLE audit ADD COLUMN reason_hash @blob;
