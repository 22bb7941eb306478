import type { Bench } from './service.js'

/** How much there is of everything. */
export interface ListsSize {
  cases: number
  /** Share of the cases that are under way, the newest ones. */
  open: number
  audit: number
  publications: number
  people: number
}

export const sizeFor = (cases: number, open = 0.12): ListsSize => ({
  cases,
  open,
  audit: Math.ceil(cases / 4),
  publications: Math.ceil(cases / 20),
  people: Math.ceil(cases / 40),
})

/** A province of its own beside the sample: 20 cities, 160 counties, 1,600 towns, 8,000 villages. */
export const PROVINCE = '990000000000'
export const CITY = '990100000000'
export const COUNTY = '990101000000'
export const TOWN = '990101001000'
export const VILLAGE = '990101001001'
/** A county at the far end of the skew. */
export const QUIET_COUNTY = '992008000000'
export const organOf = (division: string, n = 1): string => `G${division}-${n}`
export const itemOf = (organ: string, n = 0): string => `I${organ}-${n}`
/** Who runs a centre with no case at all, with three, and with a third of all. */
export const EMPTY_CENTRE = 'G-NONE'
export const SMALL_CENTRE = 'G-THREE'
export const LARGE_CENTRE = organOf(PROVINCE)
export const ASKED_ORGAN = organOf(COUNTY, 30)
export const CITIZEN = 'lists-citizen'
/** As lists-cells.ts signs a cataloguer's token. */
export const IMPORTER = 'lists-cataloguer'
export const OFFICER = 'lists-officer'

const DIVISIONS = `
insert into divisions (code, parent_code, level, name, ancestors)
with recursive root as (select code, ancestors from divisions where parent_code is null order by level, code limit 1),
tree as (
  select '${PROVINCE}'::text as code, r.code::text as parent, 2 as level, array['${PROVINCE}'::text] || r.ancestors as ancestors from root r
  union all
  select x.code, t.code, t.level + 1, array[x.code] || t.ancestors
  from tree t cross join lateral (
    select case t.level
      when 2 then left(t.code, 2) || to_char(n, 'FM00') || '00000000'
      when 3 then left(t.code, 4) || to_char(n, 'FM00') || '000000'
      when 4 then left(t.code, 6) || to_char(n, 'FM000') || '000'
      else left(t.code, 9) || to_char(n, 'FM000') end as code
    from generate_series(1, case t.level when 2 then 20 when 3 then 8 when 4 then 10 else 5 end) n
  ) x where t.level < 6)
select code, parent, level, 'Place ' || code, ancestors from tree`

const ORGANS = `
insert into organisations (code, division_code, name, kind)
select 'G' || d.code || '-' || n, d.code, 'Organ ' || d.code || '-' || n, 'administrative'
from divisions d cross join lateral generate_series(1, case when d.level <= 4 then 30 else 1 end) n
where d.code like '99%'
union all select x, '${COUNTY}', x, 'administrative' from unnest(array['${EMPTY_CENTRE}', '${SMALL_CENTRE}']) x`

const CENTRES = `
insert into centres (id, code, division_code, organisation_code, name, address, opening_hours, telephone, created_at)
select md5(o.code)::uuid, 'C-' || o.code, o.division_code, o.code, 'Centre', 'Road 1', '9-17', '12345', app_now()
from organisations o join divisions d on d.code = o.division_code
where (o.code like 'G99%-1' and d.level <= 4) or o.code in ('${EMPTY_CENTRE}', '${SMALL_CENTRE}')`

const WINDOWS = `
insert into windows (id, centre_id, organisation_code, code, name, kind, position)
select md5(c.code || n)::uuid, c.id, c.organisation_code, 'W' || n, 'Window', 'general', n
from centres c cross join generate_series(1, 10) n where c.code like 'C-G%'`

/**
 * Skewed as in life: more than half in counties, the first city and county busiest, few organs with most of the cases,
 * the newest eighth still open; a third comes in at the province's hall, a quarter of the rest of a city's in a county's.
 * However many are open, they came in within 88 days, and none is overdue for more than 25: otherwise due days and lamps
 * would be those of no hall.
 */
const CASES = `
insert into cases (id, case_no, version, status, item_code, item_version, item_name, item_type, organisation_code,
  divisions, deciding_divisions, window_id, window_organisation, centre_organisation, asked, channel, received_on, due_on, lamp,
  facts, query_code_hash, created_by, created_at, updated_at)
select md5('case' || n)::uuid, 'B' || to_char(n, 'FM000000000000'), 1, c.status, 'I' || g.organ || '-' || floor(20 * u4 ^ 2), 1, 'Item', 'licence', g.organ,
  d.ancestors || array(select a from unnest(w.ancestors) with ordinality v(a, i) where a <> all(d.ancestors) order by i), d.ancestors,
  w.id, w.organ, w.organ,
  case when u7 < 0.004 then array['${ASKED_ORGAN}'::text] || (select ancestors from divisions where code = '${COUNTY}')
    when u7 < 0.014 then array['G' || city || 'X'] || (select ancestors from divisions where code = city) end,
  'window', case when c.status <> 'DRAFT' then at::date end, due.due_on,
  case when due.due_on is null then 'NONE' when due.due_on < t.today then 'RED' when due.due_on <= t.today + 1 then 'YELLOW'
    when due.due_on <= t.today + 4 then 'NOTICE' else 'NONE' end,
  '{"applicantType":"natural","applicantName":"张三"}', '\\x00', case when n % 1000 = 5 then 'urn:yichuang:dev|lists-lead' else 'urn:x|s' || n % 5000 end, at, at
from (select app_now()::date as today) t cross join lateral (
  select n, random() as u1, random() as u2, random() as u3, random() as u4, random() as u5, random() as u6, random() as u7, random() as u8
  from generate_series($1::int, $2::int) n) r
cross join lateral (select app_now() - interval '1 day' * case when r.n <= $3::int * $4::float8 then 88 * r.n / ($3 * $4)
    else 88 + 642 * (r.n - $3 * $4) / ($3 * (1 - $4)) end as at,
  '99' || to_char(1 + floor(20 * u1 ^ 2), 'FM00') || '00000000' as city,
  '99' || to_char(1 + floor(20 * u1 ^ 2), 'FM00') || to_char(1 + floor(8 * u2 ^ 1.5), 'FM00') || '000000' as county,
  '99' || to_char(1 + floor(20 * u1 ^ 2), 'FM00') || to_char(1 + floor(8 * u2 ^ 1.5), 'FM00') || to_char(1 + floor(10 * u5), 'FM000') || '000' as town) p
cross join lateral (select case when u3 < 0.03 then '${PROVINCE}' when u3 < 0.25 then city when u3 < 0.8 then county
  when u3 < 0.95 then town else left(town, 9) || to_char(1 + floor(5 * u6), 'FM000') end as division) o
cross join lateral (select 'G' || o.division || '-' || case when u3 < 0.8 then 1 + floor(29 * u6 ^ 2) else 1 end as organ) g
join divisions d on d.code = o.division
left join lateral (select w.id, k.organisation_code as organ, cd.ancestors from windows w join centres k on k.id = w.centre_id
    join divisions cd on cd.code = k.division_code
  where w.id = md5('C-' || (case when n <= 3 then '${SMALL_CENTRE}' when u8 < 0.33 then '${LARGE_CENTRE}' when u8 > 0.95 then null
    when u3 < 0.03 then '${LARGE_CENTRE}' when u3 < 0.25 and u8 > 0.75 then 'G' || county || '-1' when u3 < 0.25 then 'G' || city || '-1'
    else 'G' || county || '-1' end) || (1 + floor(10 * u4)))::uuid) w on true
cross join lateral (select case
  when r.n > $3 * $4 and u5 > 0.002 then
    (array['NOT_ACCEPTED', 'NOT_ACCEPTED', 'WITHDRAWN', 'WITHDRAWN', 'WITHDRAWN', 'TERMINATED', 'VOIDED'])[1 + floor(u5 * 100)::int] 
  when u5 < 0.03 then 'DRAFT'
  else (array['SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'REVIEWING', 'REVIEWING',
    'REVIEWING', 'REVIEWING', 'REVIEWING', 'REVIEWING', 'REVIEWING', 'DECIDING', 'DECIDING', 'APPROVED', 'CLOSED', 'CLOSED'])[1 + floor(u6 * 20)::int] end as status) s0
cross join lateral (select case when s0.status is null then 'DELIVERED' when s0.status = 'APPROVED' and u4 < 0.1 then 'DENIED'
  when s0.status = 'REVIEWING' and u4 < 0.03 then 'SPECIAL_PROCEDURE' else s0.status end as status) c
cross join lateral (select case when c.status in ('SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED', 'REVIEWING', 'DECIDING')
  then case when at::date + 20 + floor(90 * u4)::int < t.today - 25 then t.today - ceil(25 * u2)::int
    else at::date + 20 + floor(90 * u4)::int end end as due_on) due`

/** A step of its own for each phase, as definitions have them; most reviews have one name. */
const TASKS = `
insert into case_tasks (case_id, task_id, kind, step, phase, state, divisions, assignee, opened_at)
select c.id, md5('task' || c.case_no)::uuid, case when c.asked is null then 'step' else 'opinion' end,
  case when c.status = 'DECIDING' then 'decide' else
    (array['review', 'review', 'review', 'review', 'review', 'review', 'firstReview', 'siteVisit', 'siteVisit', 'experts'])[1 + floor(10 * random())::int] end,
  case when c.status = 'DECIDING' then 'decide' else 'review' end,
  jsonb_strip_nulls(jsonb_build_object('organisation', c.asked[1], 'kind', 'step', 'phase', 'review')),
  c.deciding_divisions, case when random() < 0.5 then 'urn:x|s' || floor(5000 * random() ^ 2) end, c.created_at + interval '1 day'
from cases c where c.case_no like 'B%' and c.status in ('SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING')`

const PARTIES = `
insert into case_parties (case_id, party_no, role, type, name, id_type, id_number_encrypted, id_number_index, id_number_masked, subject)
select id, 1, 'applicant', 'natural', '张三', 'idCard', '\\x00', decode(md5(case_no), 'hex'), '1***1',
  case when n % ($1::int / 40) = 0 then 'urn:yichuang:dev|${CITIZEN}' else 'urn:x|c' || n end
from (select id, case_no, right(case_no, 12)::bigint as n from cases where case_no like 'B%') c where n % 10 = 0`

const ALERTS = `
insert into alerts (case_id, alert_id, clock_id, case_no, divisions, organisation_code, rule, rule_version, level, status, raised_at, facts)
select c.id, md5('alert' || c.case_no)::uuid, md5('clock' || c.case_no)::uuid, c.case_no, c.divisions, c.organisation_code, 'LEGAL', 1,
  case when c.lamp = 'NONE' then (array['NOTICE', 'YELLOW', 'RED'])[1 + floor(3 * random() ^ 2)] else c.lamp end,
  case when c.lamp = 'NONE' then (array['CLOSED', 'CLOSED', 'CLOSED', 'CONFIRMED', 'REVOKED'])[1 + floor(5 * random())]
    else (array['OPEN', 'OPEN', 'EXPLAINED'])[1 + floor(3 * random())] end,
  c.created_at + interval '20 days', '{}'
from cases c where c.case_no like 'B%' and (c.lamp <> 'NONE' or (c.status = 'DELIVERED' and right(c.case_no, 1) = '7'))`

const AUDIT = `
insert into audit_log (at, actor, action, object, details, divisions, organisation_code, trace_id, address)
select c.created_at, 'urn:x|s' || n % 5000, (array['readPersonal', 'readPersonal', 'readPersonal', 'listCases', 'grantRole'])[1 + n % 5], c.case_no, '{}',
  c.divisions, c.organisation_code, md5(c.case_no), '10.0.0.1'
from (select *, right(case_no, 12)::int as n from cases where case_no like 'B%') c where n % 4 = 0 order by c.created_at`

const PUBLICATIONS = `
insert into publications (id, kind, class, title, text, organisation_code, division_code, divisions, published_at, tokens)
select md5('publication' || c.case_no)::uuid, '公示', '许可', '公示 ' || c.case_no, '公示内容', c.organisation_code, d.division_code, c.deciding_divisions, c.created_at,
  array['=kind:公示', '=class:许可', '=month:' || (extract(year from c.created_at at time zone 'UTC') * 12 + extract(month from c.created_at at time zone 'UTC') - 1)::int, '公示']
    || array(select '=division:' || a from unnest(c.deciding_divisions) a)
from cases c join organisations d on d.code = c.organisation_code where c.case_no like 'B%' and right(c.case_no, 12)::int % 20 = 0`

const STAFF = `
insert into staff (staff_no, name, organisation_code, issuer, subject, valid_from, created_at)
select 'L' || n, 'Officer', c.organisation_code, 'urn:x', 's' || n, '2024-01-01', app_now()
from (select organisation_code, right(case_no, 12)::int as n from cases where case_no like 'B%') c where n % 40 = 0`

const GRANTS = `
insert into grants (issuer, subject, role, organisation_code, scope, division_code, granted_by, granted_at)
select s.issuer, s.subject, 'clerk', s.organisation_code, 'organ', o.division_code, 'urn:x|s1', app_now()
from staff s join organisations o on o.code = s.organisation_code where s.staff_no like 'L%'`

/** One to a hundred cases; a fifth of them by the cataloguer who asks. */
const IMPORTS = `
insert into imports (import_id, created_by, created_at, updated_at, kind, mode, state)
select md5('import' || n)::uuid, case when n % 5 = 0 then 'urn:yichuang:dev|${IMPORTER}' else 'urn:x|s' || n % 5000 end, app_now(), app_now(),
  (array['items', 'items', 'windows', 'staff'])[1 + n % 4], 'all', (array['done', 'done', 'refused'])[1 + n % 3]
from generate_series(1, $1::int / 100) n`

/** Somebody with a right for one item of one organ, as a delegation gives it too. */
const OFFICER_SQL = [
  `insert into staff (staff_no, name, organisation_code, issuer, subject, valid_from, created_at)
   values ('${OFFICER}', 'Officer', '${organOf(COUNTY, 2)}', 'urn:yichuang:dev', 'staff-${OFFICER}', '2024-01-01', app_now())`,
  `insert into grants (issuer, subject, role, organisation_code, scope, division_code, items, granted_by, granted_at)
   values ('urn:yichuang:dev', 'staff-${OFFICER}', 'reviewer', '${organOf(COUNTY, 2)}', 'organ', '${COUNTY}', array['${itemOf(organOf(COUNTY, 2), 3)}'], 'urn:x|s1', app_now())`,
]

/** What the triggers would write, in one piece. */
const LISTED = [
  `insert into case_listings (case_id, place, created_at, status, lamp, due_on, window_id, item_code, organisation_code)
   select l.* from cases c cross join lateral listings_of(c) l where c.case_no like 'B%'`,
  `insert into task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on, step, window_id)
   select l.* from case_tasks t join cases c on c.id = t.case_id cross join lateral open_task_listings(t) l where c.case_no like 'B%'`,
  `insert into open_tasks (case_id, task_id, case_no, item_code, item_name, organisation_code, asked, window_id, kind, step, phase,
     opened_at, due_on, lamp, assignee, reminders, reminded_at, urges, workflow_key, workflow_version)
   select o.* from case_tasks t join cases c on c.id = t.case_id cross join lateral open_task_of(t) o where c.case_no like 'B%'`,
  `insert into assigned_listings (case_id, task_id, assignee, created_at, due_on, item_code, places)
   select t.case_id, t.task_id, t.assignee, c.created_at, c.due_on, c.item_code, assigned_places(c)
   from case_tasks t join cases c on c.id = t.case_id where c.case_no like 'B%' and t.closed_at is null and t.assignee is not null`,
]

const CHUNK = 100_000

/** Fills the tables behind the lists by SQL, indexes last: a province's size in some minutes. */
export async function loadLists(bench: Bench, size: ListsSize, say: (line: string) => void): Promise<void> {
  for (const text of [DIVISIONS, ORGANS, CENTRES, WINDOWS]) await bench.sql(text)
  await bench.sql('analyze divisions')
  await bench.sql('analyze windows')
  const indexes = await bench.sql<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.tablename = any($1) and i.schemaname = 'public' and i.indexname <> 'cases_case_no'
       and i.indexname not in (select conname from pg_constraint)`,
    [['cases', 'case_listings', 'task_listings', 'open_tasks']],
  )
  for (const { name } of indexes) await bench.sql(`drop index ${name}`)
  const triggers = async (does: 'disable' | 'enable') => {
    for (const table of ['cases', 'case_tasks'])
      for (const name of ['listed', 'assigned'])
        await bench.sql(`alter table ${table} ${does} trigger ${table}_${name}`)
  }
  await triggers('disable')
  for (let from = 1; from <= size.cases; from += CHUNK) {
    await bench.sql(CASES, [from, Math.min(size.cases, from + CHUNK - 1), size.cases, size.open])
    say(`${Math.min(size.cases, from + CHUNK - 1)} of ${size.cases} cases`)
  }
  await bench.sql(TASKS)
  for (const text of LISTED) await bench.sql(text)
  await triggers('enable')
  for (const { definition } of indexes) await bench.sql(definition)
  await bench.sql(PARTIES, [size.cases])
  await bench.sql(IMPORTS, [size.cases])
  say('tasks, listings, parties')
  for (const text of [ALERTS, AUDIT, PUBLICATIONS, STAFF, GRANTS, ...OFFICER_SQL]) await bench.sql(text)
  say('alerts, audit, publications, staff, grants')
  await bench.sql('vacuum analyze')
}
