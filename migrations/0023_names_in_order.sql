-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "search_entries_near";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "search_entries_near" ON "search_entries" USING btree ("suspended","path","kind",("group_id"::int8));--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_kind_name";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "search_groups_kind_name" ON "search_groups" USING btree ("kind","name_key");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_aliases";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "search_groups_aliases" ON "search_groups" USING gin ("aliases") WITH (fastupdate=false);--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_length";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "search_groups_length" ON "search_groups" USING btree ("kind","length","group_id","name_key");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "search_groups_name";
