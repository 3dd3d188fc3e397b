-- People are found by keyed hashes of more than the document's number. Null in rows that were
-- written before; they are found by the number as before.
ALTER TABLE tenancy
    ADD COLUMN last_four_hash bytea, ADD COLUMN phone_hash bytea,
    ADD COLUMN name_hash bytea, ADD COLUMN initials_hash bytea;

CREATE INDEX tenancy_by_number ON tenancy (village, number_hash);
CREATE INDEX tenancy_by_last_four ON tenancy (village, last_four_hash);
CREATE INDEX tenancy_by_phone ON tenancy (village, phone_hash);
CREATE INDEX tenancy_by_name ON tenancy (village, name_hash);
CREATE INDEX tenancy_by_initials ON tenancy (village, initials_hash);
