-- How a user has the lists (UX 5): order and hidden columns, a row a user and list. And the orders
-- that are asked for beside code and name, so that every page of them is read from an index
-- (a day that is not given sorts as -1).

CREATE TABLE user_view (
	user_id @int64 NOT NULL, name @text NOT NULL, body @text NOT NULL,
	PRIMARY KEY (user_id, name)
) @rowless;

CREATE INDEX contract_end_order ON contract (coalesce(end_day, -1), id);
CREATE INDEX quotation_valid_order ON quotation (coalesce(valid_until, -1), id);
CREATE INDEX sales_order_due_order ON sales_order (coalesce(due_day, -1), id);
CREATE INDEX suggestion_at ON suggestion (at, id);
CREATE INDEX churn_day ON churn (day, id);

-- Lists of set-up tables, which begin by name.
CREATE INDEX coupon_sort ON coupon (sort_key, id);
CREATE INDEX department_sort ON department (sort_key, id);
CREATE INDEX earn_rule_sort ON earn_rule (sort_key, id);
CREATE INDEX gift_sort ON gift (sort_key, id);
CREATE INDEX user_group_sort ON user_group (sort_key, id);
CREATE INDEX price_rule_sort ON price_rule (sort_key, id);
CREATE INDEX promotion_sort ON promotion (sort_key, id);
CREATE INDEX reminder_rule_sort ON reminder_rule (sort_key, id);
CREATE INDEX store_sort ON store (sort_key, id);
CREATE INDEX doc_template_sort ON doc_template (sort_key, id);
CREATE INDEX till_sort ON till (sort_key, id);
CREATE INDEX topup_rule_sort ON topup_rule (sort_key, id);
CREATE INDEX app_user_sort ON app_user (sort_key, id);
CREATE INDEX user_key_sort ON user_key (sort_key, id);
CREATE INDEX group_right_function ON group_right (function, id);
