-- One view of the database for all statements of an answer.
BEGIN;
