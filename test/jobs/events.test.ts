import t from 'tap'
import { withTransaction } from '../../src/database/transaction.js'
import { emit } from '../../src/events/emit.js'
import { EVERYBODY } from '../../src/events/make-event.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { startTestApp, TOP_DIVISION } from '../helpers/app.js'
import { type FeedEvent, recomputeHash } from '../helpers/feed.js'

const ORGAN = '11511102MB0YCH001A'
const BY = {
  kind: 'person',
  subject: 'urn:test|lead',
  staffNo: 'A0017',
  organisation: ORGAN,
  role: 'lead',
} as const

t.test('an event of any subject stands in the feed with the whole envelope, or not at all', async (t) => {
  const app = await startTestApp(t)
  const sight = { organs: [ORGAN], divisions: [TOP_DIVISION] }
  const authority = {
    windowId: '0195a7c2-6c00-7000-8000-000000000001',
    itemCode: 'X',
    level: 'accepts',
  } as const
  await withTransaction(app.deps.pool, (db) =>
    emit(
      db,
      {
        type: 'windowAuthority.confirm',
        no: authority.windowId,
        version: 1,
        actor: BY,
        sight,
        payload: authority,
        words: { reason: '窗口人员已培训' },
      },
      {
        type: 'calendar.change',
        no: 'CN',
        version: 4,
        actor: { kind: 'system', subject: 'system' },
        sight: EVERYBODY,
        payload: { calendar: 'CN', year: 2027, status: 'OFFICIAL' },
      },
    ),
  )
  await t.rejects(
    withTransaction(app.deps.pool, async (db) => {
      await emit(db, {
        type: 'division.move',
        no: '511102000000',
        version: 2,
        actor: BY,
        sight,
        payload: { code: '511102000000', parent: '511100000000' },
      })
      throw new Error('rolled back')
    }),
    /rolled back/,
  )
  t.equal(await sequenceBatch(app.deps.pool), 2)
  const token = await app.token('exchange')
  const { body } = await app.request('GET', '/v1/exchange/changes', { token })
  const [confirmed, changed] = body.data
  t.strictSame(Object.keys(confirmed), [
    'position',
    'actor',
    'id',
    'occurredAt',
    'payload',
    'subject',
    'type',
    'v',
    'version',
  ])
  t.match(confirmed, {
    position: 1,
    subject: { kind: 'windowAuthority', no: authority.windowId },
    type: 'windowAuthority.confirm',
    v: 1,
    occurredAt: /^2026-03-02T01:0\d:\d\d\.\d{6}Z$/,
    version: 1,
    actor: { kind: 'person', staffNo: 'A0017', organisation: ORGAN, role: 'lead' },
    payload: { ...authority, besideHash: /^[0-9a-f]{64}$/, wordsHash: /^[0-9a-f]{64}$/ },
  })
  t.match(changed, { position: 2, type: 'calendar.change', actor: { kind: 'system' }, version: 4 })
  t.notMatch(JSON.stringify(body.data), /已培训|urn:test/, 'neither words nor who signed in')
  t.equal(body.hash, recomputeHash(body.data as FeedEvent[]), 'the chain covers all of it but the position')
})
