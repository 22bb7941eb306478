-- non-transactional: what only the memory of common words read is dropped beside running traffic; searches of the release
-- before go on without it, slower
DROP INDEX CONCURRENTLY IF EXISTS "search_entries_near";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_aliases";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_length";--> statement-breakpoint
DROP TRIGGER IF EXISTS search_groups_tell ON search_groups;--> statement-breakpoint
DROP FUNCTION IF EXISTS tell_of_names();
