import { randomUUID } from 'node:crypto'
import type { Role } from '../../src/shared/roles.js'
import { FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import type { TestApp } from './app.js'
import { SAMPLE_WINDOWS } from './sample.js'

/** A small country: its divisions, organs, people with their rights, and cases, as plain rows. */
export interface World {
  today: string
  divisions: { code: string; parent?: string }[]
  organs: { code: string; division: string }[]
  people: Person[]
  delegations: DelegationOfWorld[]
  absences: { staffNo: string; deputyNo: string; from: string; until: string }[]
  cases: CaseOfWorld[]
}

export interface Person {
  subject: string
  staffNo: string
  organ: string
  endedOn?: string
  grants: {
    role: Role
    organ: string
    scope: 'organ' | 'subtree'
    items?: string[]
    validFrom?: string
    validUntil?: string
  }[]
}

export interface DelegationOfWorld {
  from: string
  to: string
  items: string[]
  kind: 'entrusted' | 'authorised'
  validFrom: string
  validTo: string
  isEnded: boolean
}

export interface CaseOfWorld {
  caseNo: string
  item: string
  organ: string
  window?: { organ: string; centre: string; division: string; authority: string }
  isDraft: boolean
  createdBy: string
  point?: string
  party: string
  /** Organs asked, or to which the procedure gives a step, and whether that is still open. */
  asked: { organ: string; isOpen: boolean; isStep: boolean }[]
  /** Organs and people that were told of it. */
  copied: { organs: string[]; people: string[] }
}

/** Two items of the sample; whose they are there does not matter here. */
const ITEMS = [FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE]
/** A window of each authority, for both items. */
const WINDOWS: Readonly<Record<string, string>> = Object.fromEntries(
  ['decides', 'accepts', 'collects'].map((level, at) => [level, SAMPLE_WINDOWS[at]?.id ?? '']),
)
const ROLES: readonly Role[] = [
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'lead',
  'supervisor',
  'manager',
  'operator',
  'assistant',
  'exchange',
]
export const TODAY = '2026-03-02'
const BEFORE = '2026-02-01'
const AFTER = '2026-06-01'

/** The same world for the same seed. */
export function makeWorld(seed: number, { people, cases }: { people: number; cases: number }): World {
  const random = mulberry(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const chance = (p: number): boolean => random() < p
  const some = <T>(list: readonly T[], p: number): T[] => list.filter(() => chance(p))
  const divisions: World['divisions'] = [{ code: '990000000000' }]
  for (const city of ['01', '02']) {
    divisions.push({ code: `99${city}00000000`, parent: '990000000000' })
    for (const county of ['01', '02']) {
      divisions.push({ code: `99${city}${county}000000`, parent: `99${city}00000000` })
      divisions.push({ code: `99${city}${county}001000`, parent: `99${city}${county}000000` })
    }
  }
  const organs = divisions.flatMap(({ code }) =>
    ['X', 'Y'].map((letter) => ({ code: `ORGAN-${code}-${letter}`, division: code })),
  )
  const codes = organs.map(({ code }) => code)
  const dated = () => (chance(0.15) ? pick([BEFORE, AFTER]) : undefined)
  const persons = Array.from({ length: people }, (_, at): Person => {
    const organ = pick(codes)
    return {
      subject: `person-${at}`,
      staffNo: `W${at}`,
      organ,
      ...(chance(0.08) ? { endedOn: pick([BEFORE, AFTER]) } : {}),
      grants: Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        const items = chance(0.25) ? some(ITEMS, 0.5) : undefined
        const validFrom = dated()
        const validUntil = dated()
        return {
          role: pick(ROLES),
          organ: chance(0.6) ? organ : pick(codes),
          scope: chance(0.3) ? ('subtree' as const) : ('organ' as const),
          ...(items === undefined ? {} : { items }),
          ...(validFrom === undefined ? {} : { validFrom }),
          ...(validUntil === undefined ? {} : { validUntil }),
        }
      }),
    }
  })
  return {
    today: TODAY,
    divisions,
    organs,
    people: persons.map((person) => ({ ...person, grants: withoutTwice(person.grants) })),
    delegations: Array.from({ length: 60 }, () => ({
      from: pick(codes),
      to: pick(codes),
      items: some(ITEMS, 0.7),
      kind: pick(['entrusted', 'authorised'] as const),
      validFrom: pick([BEFORE, BEFORE, BEFORE, AFTER]),
      validTo: pick([AFTER, AFTER, AFTER, BEFORE]),
      isEnded: chance(0.4),
    })),
    absences: Array.from({ length: Math.floor(people / 5) }, () => ({
      staffNo: pick(persons).staffNo,
      deputyNo: pick(persons).staffNo,
      from: pick([BEFORE, BEFORE, AFTER]),
      until: AFTER,
    })),
    cases: Array.from({ length: cases }, (_, at): CaseOfWorld => {
      const centre = pick(codes)
      const maker = pick(persons)
      return {
        caseNo: `WORLD${String(at).padStart(6, '0')}`,
        item: pick(ITEMS),
        organ: pick(codes),
        ...(chance(0.6)
          ? {
              window: {
                organ: pick(codes),
                centre,
                division: organs.find(({ code }) => code === centre)?.division ?? '',
                authority: pick(['decides', 'accepts', 'collects']),
              },
            }
          : {}),
        isDraft: chance(0.15),
        createdBy: maker.subject,
        ...(chance(0.3) ? { point: maker.organ } : {}),
        party: pick(persons).subject,
        asked: some(codes, 0.08).map((organ) => ({ organ, isOpen: chance(0.6), isStep: chance(0.4) })),
        copied: { organs: some(codes, 0.04), people: some(persons, 0.02).map(({ staffNo }) => staffNo) },
      }
    }),
  }
}

/** One grant for each role and organ, as the table keeps them. */
function withoutTwice(grants: Person['grants']): Person['grants'] {
  return grants.filter(
    (each, at) => grants.findIndex((other) => other.role === each.role && other.organ === each.organ) === at,
  )
}

export function mulberry(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

const withAbove = (world: World, code: string): string[] => {
  const parent = world.divisions.find((each) => each.code === code)?.parent
  return parent === undefined ? [code] : [code, ...withAbove(world, parent)]
}
const divisionOf = (world: World, organ: string): string =>
  world.organs.find(({ code }) => code === organ)?.division ?? ''

/** Puts the world into the tables; each case is a copy of a real one, with its own people and organs. */
export async function writeWorld(app: TestApp, world: World, modelCaseNo: string): Promise<void> {
  const run = (text: string, values: unknown[]) => app.database.asOwner(text, values)
  for (const [level, window] of Object.entries(WINDOWS))
    for (const item of ITEMS)
      await run(
        `insert into window_authorities (window_id, item_code, level) values ($1, $2, $3)
         on conflict (window_id, item_code) do update set level = excluded.level`,
        [window, item, level],
      )
  for (const { code, parent } of world.divisions)
    await run(
      'insert into divisions (code, parent_code, level, name, ancestors) values ($1, $2, 1, $1, $3)',
      [code, parent ?? null, withAbove(world, code)],
    )
  for (const { code, division } of world.organs)
    await run(
      "insert into organisations (code, division_code, name, kind) values ($1, $2, $1, 'department')",
      [code, division],
    )
  for (const person of world.people) {
    await run(
      `insert into staff (staff_no, name, organisation_code, issuer, subject, valid_from, valid_until, created_at)
       values ($1, $1, $2, 'urn:world', $3, '2020-01-01', $4, now())`,
      [person.staffNo, person.organ, person.subject, person.endedOn ?? null],
    )
    for (const { role, organ, scope, items, validFrom, validUntil } of person.grants)
      await run(
        `insert into grants (issuer, subject, role, organisation_code, scope, items, valid_from, valid_until, granted_by, granted_at)
         values ('urn:world', $1, $2, $3, $4, $5, $6, $7, 'test', now())`,
        [person.subject, role, organ, scope, items ?? null, validFrom ?? null, validUntil ?? null],
      )
  }
  for (const each of world.delegations)
    await run(
      `insert into delegations (id, from_code, to_code, items, kind, document, valid_from, valid_to, granted_by, granted_at, ended_at)
       values ($1, $2, $3, $4, $5, 'x', $6, $7, 'test', now(), $8)`,
      [
        randomUUID(),
        each.from,
        each.to,
        each.items,
        each.kind,
        each.validFrom,
        each.validTo,
        each.isEnded ? '2026-01-01' : null,
      ],
    )
  for (const { staffNo, deputyNo, from, until } of world.absences)
    await run(
      `insert into staff_absences (staff_no, absence_id, from_on, until_on, deputy_no, created_by, created_at)
       values ($1, $2, $3, $4, $5, 'test', now())`,
      [staffNo, randomUUID(), from, until, deputyNo],
    )
  for (const each of world.cases) await writeCase(app, world, each, modelCaseNo)
}

async function writeCase(app: TestApp, world: World, each: CaseOfWorld, model: string): Promise<void> {
  const id = randomUUID()
  const deciding = withAbove(world, divisionOf(world, each.organ))
  const { window } = each
  const change = {
    id,
    case_no: each.caseNo,
    item_code: each.item,
    organisation_code: each.organ,
    window_id: window === undefined ? null : WINDOWS[window.authority],
    deciding_divisions: deciding,
    divisions: [
      ...new Set([...deciding, ...(window === undefined ? [] : withAbove(world, window.division))]),
    ],
    window_organisation: window?.organ ?? null,
    centre_organisation: window?.centre ?? null,
    created_by: `urn:world|${each.createdBy}`,
    created_organisation: each.point ?? null,
    asked: [
      ...new Set(each.asked.flatMap(({ organ }) => [organ, ...withAbove(world, divisionOf(world, organ))])),
    ],
    copied: [
      ...each.copied.organs.flatMap((organ) => [organ, ...withAbove(world, divisionOf(world, organ))]),
      ...each.copied.people.map((staffNo) => `n:${staffNo}`),
    ],
    ...(each.isDraft ? { status: 'DRAFT', received_on: null } : { status: 'REVIEWING' }),
  }
  await app.database.asOwner(
    `insert into cases select r.* from cases c, jsonb_populate_record(null::cases, to_jsonb(c) || $2::jsonb) r
     where c.case_no = $1`,
    [model, JSON.stringify(change)],
  )
  await app.database.asOwner(
    `insert into case_parties (case_id, party_no, role, type, name, id_type, id_number_encrypted, id_number_index, id_number_masked, subject)
     values ($1, 1, 'applicant', 'natural', 'x', '111', '', $2, '', $3)`,
    [id, Buffer.from(id), `urn:world|${each.party}`],
  )
  for (const { organ, isOpen, isStep } of each.asked) {
    const taskId = randomUUID()
    const state = {
      taskId,
      kind: isStep ? 'step' : 'opinion',
      step: 'review',
      phase: 'review',
      openedAt: '2026-03-02T01:00:00.000000Z',
      organisation: organ,
      ...(isOpen ? {} : { closedAt: '2026-03-02T02:00:00.000000Z', closedBy: 'x', outcome: 'completed' }),
    }
    await app.database.asOwner(
      `insert into case_tasks (case_id, task_id, kind, step, phase, state, divisions, opened_at, closed_at)
       values ($1, $2, $5, 'review', 'review', $3, '{}', now(), $4)`,
      [id, taskId, JSON.stringify(state), isOpen ? null : '2026-03-02T02:00:00Z', state.kind],
    )
  }
}
