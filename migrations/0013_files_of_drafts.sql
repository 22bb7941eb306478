-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
-- The files that an item's document names, in small letters (src/features/catalogue/item-files.ts says the same).
CREATE OR REPLACE FUNCTION item_file_ids(document jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(lower(id #>> '{}')), '{}') FROM (
    SELECT jsonb_path_query(document, '$.materials[*].*.fileId') AS id
    UNION ALL SELECT jsonb_path_query(document, '$.results[*].*.fileId')) named
$$;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "item_drafts_files";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "item_drafts_files" ON "item_drafts" USING gin (item_file_ids("document"));
