-- What the holder of a card sees of it. Used by src/domain/holder.c: holder and card are of a card
-- whose PIN was right.

-- name: holder.lines
-- right: -
-- private: of the card that signed in
SELECT x.at, x.op, x.points, x.value, coalesce(s.name, '')
  FROM (SELECT e.at AS at, e.op AS op, e.delta AS points, 0 AS value, e.store_id AS store_id, e.seq AS seq
	  FROM point_entry e WHERE e.holder_id = $holder
	UNION ALL
	SELECT v.at, v.op, 0, v.principal + v.bonus, v.store_id, v.seq
	  FROM value_entry v WHERE v.card_id = $card) x
  LEFT JOIN store s ON s.id = x.store_id
 ORDER BY x.at DESC, x.seq DESC
 LIMIT $limit;

-- name: holder.gifts
-- right: -
SELECT name, points FROM gift WHERE deleted = 0 AND active = 1 AND stock > 0
 ORDER BY points, name LIMIT $limit;

-- name: holder.suggestions
-- right: -
-- private: of the card that signed in
SELECT COUNT(*) FROM suggestion WHERE person = $person AND at >= $since;
