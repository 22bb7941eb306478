CREATE INDEX "search_entries_near" ON "search_entries" USING btree ("suspended","path","kind",("group_id"::int8));--> statement-breakpoint
CREATE INDEX "search_groups_kind_name" ON "search_groups" USING btree ("kind","name_key");--> statement-breakpoint
CREATE INDEX "search_groups_aliases" ON "search_groups" USING gin ("aliases") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "search_groups_length" ON "search_groups" USING btree ("kind","length","group_id","name_key");--> statement-breakpoint
DROP INDEX "search_groups_name";
