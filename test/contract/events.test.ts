import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { EVENTS_FILE } from '../../src/cli/openapi.js'
import { EVENT_TYPES, EVENTS, eventSchema } from '../../src/events/catalogue.js'
import { exampleOf } from '../../src/events/example.js'
import { breaks, type PublishedEvents, presentEvents } from '../../src/events/published.js'
import { eventTrouble } from '../helpers/events.js'

const published = JSON.parse(readFileSync(EVENTS_FILE, 'utf8')) as PublishedEvents

t.test('published schemas of events only grow', async (t) => {
  t.strictSame(breaks(published, presentEvents()), [], 'raise the v of a type instead')
  t.strictSame(published, presentEvents(), 'npm run openapi keeps what is new')
})

t.test('every type is <subject>.<what>, closed in every part, named in Chinese and English', async (t) => {
  const open: string[] = []
  const walk = (at: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Record<string, unknown>
    if (node.type === 'object' && node.additionalProperties !== false) open.push(at)
    for (const [name, member] of Object.entries(node)) if (name !== 'examples') walk(`${at}/${name}`, member)
  }
  for (const type of EVENT_TYPES) {
    t.match(type, /^[a-z][A-Za-z]+\.[a-z][A-Za-z]+$/)
    t.match(EVENTS[type].title, { zh: /[\u4e00-\u9fff]/, en: /[a-z]/ })
    walk(type, published[`${type} v${EVENTS[type].v}`])
    const example = exampleOf(eventSchema(type)) as { type: string }
    t.equal(eventTrouble(example), undefined, `the example of ${type}`)
    t.match(
      eventTrouble({ ...example, name: '李小敏' } as never),
      /additional/,
      `${type}: nothing else gets in`,
    )
  }
  t.strictSame(open, [])
})

/** One change of a schema somewhere within it, by name. */
const CHANGES: Record<string, (node: Record<string, unknown>) => boolean> = {
  'a member removed': (node) => {
    const properties = node.properties as Record<string, unknown> | undefined
    const [name] = Object.keys(properties ?? {})
    if (properties === undefined || name === undefined) return false
    delete properties[name]
    node.required = ((node.required ?? []) as string[]).filter((each) => each !== name)
    return true
  },
  'a member renamed': (node) => {
    const properties = node.properties as Record<string, unknown> | undefined
    const [name] = Object.keys(properties ?? {})
    if (properties === undefined || name === undefined) return false
    properties[`${name}2`] = properties[name]
    delete properties[name]
    return true
  },
  'a member required': (node) => {
    const properties = node.properties as Record<string, unknown> | undefined
    const required = (node.required ?? []) as string[]
    const name = Object.keys(properties ?? {}).find((each) => !required.includes(each))
    if (name === undefined) return false
    node.required = [...required, name]
    return true
  },
  'a member no longer sure': (node) => {
    const required = (node.required ?? []) as string[]
    if (required.length === 0) return false
    node.required = required.slice(1)
    return true
  },
  'a value removed': (node) => {
    const values = node.enum as unknown[] | undefined
    if (values === undefined || values.length < 2) return false
    node.enum = values.slice(1)
    return true
  },
  'a text shortened': (node) => {
    if (typeof node.maxLength !== 'number') return false
    node.maxLength = 1
    return true
  },
  'another type': (node) => {
    if (node.type !== 'integer') return false
    node.type = 'string'
    return true
  },
}

function nodesOf(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== 'object' || schema === null) return []
  const node = schema as { properties?: Record<string, unknown>; items?: unknown }
  return [
    node as Record<string, unknown>,
    ...Object.values(node.properties ?? {}).flatMap(nodesOf),
    ...nodesOf(node.items),
  ]
}

t.test('a change that does not only add is refused, wherever it is made', async (t) => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(published)),
      fc.constantFrom(...Object.keys(CHANGES)),
      fc.nat(),
      (name, change, at) => {
        const before = { [name]: published[name] ?? {} }
        const present = structuredClone(before)
        const nodes = nodesOf(present[name])
        const turned = [...nodes.slice(at % nodes.length), ...nodes]
        if (!turned.some((node) => CHANGES[change]?.(node))) return
        seen.set(change, (seen.get(change) ?? 0) + 1)
        if (breaks(before, present).length === 0) throw new Error(`${change} of ${name} went through`)
      },
    ),
    { numRuns: 2000 },
  )
  t.equal(seen.size, Object.keys(CHANGES).length, 'each kind of change came up')
  const { 'case.accept v1': _gone, ...without } = published
  t.strictSame(breaks(published, without), ['case.accept v1 is gone'])
})

t.test('adding is allowed: a type, an optional member, a value', async (t) => {
  const present = structuredClone(published) as Record<string, { properties: Record<string, unknown> }>
  const accept = present['case.accept v1']
  if (accept === undefined) throw new Error('case.accept is published')
  accept.properties.more = { type: 'string' }
  const { status } = (accept.properties.payload as { properties: { status: { enum: string[] } } }).properties
  status.enum.push('ARCHIVED')
  present['stamp.use v1'] = accept
  t.strictSame(breaks(published, present), [])
})
