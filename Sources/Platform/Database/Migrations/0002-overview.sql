-- For the overview page: what changed last, and houses in the order of their doors.

-- When the colour was last changed; null while it is the first one.
ALTER TABLE house ADD COLUMN graded_at timestamptz;

-- By pinyin, and 9 号 before 10 号.
CREATE COLLATION door_order (provider = icu, locale = 'zh-u-kn-true');

CREATE INDEX room_of_house ON room (village, house);
CREATE INDEX house_graded ON house (village, graded_at) WHERE graded_at IS NOT NULL;
CREATE INDEX tenancy_recorded ON tenancy (village, recorded_at);
CREATE INDEX tenancy_ended ON tenancy (village, ended_at) WHERE ended_at IS NOT NULL;
