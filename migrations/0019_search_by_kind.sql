CREATE INDEX "search_groups_items" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 0;--> statement-breakpoint
CREATE INDEX "search_groups_variants" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 1;--> statement-breakpoint
CREATE INDEX "search_groups_faqs" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 2;