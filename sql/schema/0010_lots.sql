-- Spending and unmerging look only at lots with something left (rule P1): a holder of many years
-- has thousands of empty ones.

CREATE INDEX point_lot_open ON point_lot (holder_id, expires_day, lot) WHERE remaining > 0;
