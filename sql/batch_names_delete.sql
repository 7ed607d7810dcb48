-- Takes back the names of a batch. What curators decided about them stays on record.
DELETE FROM name WHERE batch = :batch;
