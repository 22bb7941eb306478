import type { Queryable } from '../../database/queryable.js'
import type { Delegation, Scope } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import { HEAD_POST } from '../workflow/extension-acts.js'

/** A right in force, with the division of its organisation. */
export interface HeldRow {
  role: Role
  organisation: string
  /** Organs that went into it. */
  predecessors: string[] | null
  scope: Scope
  division: string
  items: string[] | null
  posts: string[] | null
  personal: boolean | null
  delegation: Delegation | null
  deputyFor: string | null
}

export interface Held {
  staff: {
    staffNo: string
    organisation: string
    ended: boolean
    idNumberIndex: string | null
    deputyFor: string[] | null
    /** Blind indexes of the identity numbers of whom the person stands in for, in hex. */
    deputyNumbers: string[] | null
  } | null
  grants: HeldRow[]
}

const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

/** Roles that act in cases: only these pass to a deputy and by a delegation. */
const CASE_ROLES = `array['clerk', 'reviewer', 'approver', 'issuer', 'lead']`

/**
 * An organ that went into another goes on in it, with what it delegated. A right at an organ that ended stays one over
 * that organ's own cases: its people finish them, and get none of the successor's; the successor's have both.
 */
const LIVING = `coalesce(o.successor_code, o.code)`
const ORGAN_OF_STAFF = `coalesce((select o.successor_code from organisations o where o.code = s.organisation_code), s.organisation_code)`
const predecessorsOf = (alias: string): string =>
  `(select array_agg(p.code) from organisations p where p.successor_code = ${alias}.code)`

/** A deputy stands in at the organ in whose register the absent person is: what the same token holds elsewhere stays away. */
const ME = `me as (
  select s.staff_no, s.organisation_code as entered_code, ${ORGAN_OF_STAFF} as organisation_code, s.posts, s.id_number_index, (${TODAY} < s.valid_from or coalesce(${TODAY} > s.valid_until, false)) as ended
  from staff s where s.issuer = $1 and s.subject = $2),
absent as (
  select distinct a.staff_no, s.issuer, s.subject, s.organisation_code as entered_code, ${ORGAN_OF_STAFF} as organisation_code, s.posts,
    s.id_number_index from me
  join staff_absences a on a.deputy_no = me.staff_no and ${TODAY} between a.from_on and a.until_on
  join staff s on s.staff_no = a.staff_no and not coalesce(${TODAY} > s.valid_until, false)
  where not me.ended)`

/** What delegations in force add: the same role for the organ that delegated, bound to the items. */
const DELEGATED = `delegated as (
  select h.role, x.code as organisation, ${predecessorsOf('x')} as predecessors, 'organ' as scope, x.division_code as division,
    case when h.items is null then d.items else array(select unnest(h.items) intersect select unnest(d.items)) end as items,
    case when d.kind = 'authorised' then h.posts end as posts, null::boolean as personal,
    jsonb_build_object('id', d.id, 'kind', d.kind, 'to', d.to_code) as delegation, h."deputyFor"
  from held h join delegations d on d.ended_at is null and ${TODAY} between d.valid_from and d.valid_to
  join organisations t on t.code = d.to_code join divisions td on td.code = t.division_code
  join organisations o on o.code = d.from_code join organisations x on x.code = ${LIVING}
  where h.role = any(${CASE_ROLES})
    and (d.to_code = h.organisation or (h.scope = 'subtree' and td.ancestors @> array[h.division])))`

const ANSWER = `
select (select jsonb_build_object('staffNo', me.staff_no, 'organisation', me.organisation_code, 'ended', me.ended,
    'idNumberIndex', encode(me.id_number_index, 'hex'),
    'deputyFor', (select jsonb_agg(a.issuer || '|' || a.subject) from absent a where a.subject is not null),
    'deputyNumbers', (select jsonb_agg(encode(a.id_number_index, 'hex')) from absent a where a.id_number_index is not null)) from me) as staff,
  (select coalesce(jsonb_agg(to_jsonb(g)), '[]') from (select * from held union all select * from delegated) g) as grants`

/** A subtree begins where it was granted: neither a move of the organ nor a merger makes anybody's reach wider. */
const HELD_ROW = `g.role, o.code as organisation, ${predecessorsOf('o')} as predecessors, g.scope, coalesce(g.division_code, o.division_code) as division, g.items`
const ORGAN_JOIN = `join organisations o on o.code = g.organisation_code`
/** The head's post ends with the organ: one who was head of what went into another is not head there. */
const withoutHead = (posts: string): string =>
  `case when o.ended_on is null then ${posts} else array_remove(${posts}, '${HEAD_POST}') end`
/** Posts of an entry of the register count at its organ, and of who went over to the successor in the old organ's cases too. */
const entryPosts = (entry: string): string =>
  `case when ${entry}.entered_code in (o.code, o.successor_code) then ${entry}.posts end`
const IN_FORCE = `coalesce(g.valid_from <= ${TODAY}, true) and coalesce(g.valid_until >= ${TODAY}, true)`

const HELD = `
with ${ME},
held as (
  select ${HELD_ROW},
    ${withoutHead(`array_remove(array_cat(coalesce((select ${entryPosts('me')} from me), '{}'), array[g.post]), null)`)} as posts,
    g.personal, null::jsonb as delegation, null::text as "deputyFor"
  from grants g ${ORGAN_JOIN}
  where g.issuer = $1 and g.subject = $2 and ${IN_FORCE} and not exists (select 1 from me where me.ended)
  union all
  select ${HELD_ROW}, ${withoutHead(entryPosts('a'))}, null, null, a.staff_no
  from absent a join grants g on g.issuer = a.issuer and g.subject = a.subject ${ORGAN_JOIN}
  where ${IN_FORCE} and g.role = any(${CASE_ROLES}) and g.organisation_code in (a.entered_code, a.organisation_code)),
${DELEGATED}
${ANSWER}`

/** The rights of a subject today: its own, those of the absent it stands in for, and what delegations add. One query. */
export async function selectHeld(db: Queryable, issuer: string, subject: string): Promise<Held> {
  const { rows } = await db.query<Held>({ name: 'select-held', text: HELD, values: [issuer, subject] })
  return rows[0] ?? { staff: null, grants: [] }
}

export interface Claim {
  role: Role
  organisation: string
  scope: Scope
  posts: readonly string[]
}

const HELD_BY_CLAIMS = `
with ${ME},
held as (
  select r.role, o.code as organisation, ${predecessorsOf('o')} as predecessors, r.scope, o.division_code as division, null::text[] as items,
    case when r.scope = 'subtree' and v.parent_code is null then array['*']
      else ${withoutHead('array(select jsonb_array_elements_text(r.posts))')} end as posts,
    null::boolean as personal, null::jsonb as delegation, null::text as "deputyFor"
  from jsonb_to_recordset($3::jsonb) r(role text, organisation text, scope text, posts jsonb)
  join organisations o on o.code = r.organisation
  join divisions v on v.code = o.division_code
  where not exists (select 1 from me where me.ended)),
${DELEGATED}
${ANSWER}`

/**
 * The same for a token of the development issuer that carries its grants. One that stands above all (a subtree from a
 * division without a parent) holds every post.
 */
export async function selectHeldByClaims(
  db: Queryable,
  issuer: string,
  subject: string,
  claims: readonly Claim[],
): Promise<Held> {
  const { rows } = await db.query<Held>({
    name: 'select-held-by-claims',
    text: HELD_BY_CLAIMS,
    values: [issuer, subject, JSON.stringify(claims)],
  })
  return rows[0] ?? { staff: null, grants: [] }
}
