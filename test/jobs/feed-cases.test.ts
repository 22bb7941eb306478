import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { type FeedEvent, recomputeHash } from '../helpers/feed.js'

t.test(
  '16 writers of real cases and 4 readers: every event once, in order, and the hash proves it',
  async (t) => {
    const app = await startTestApp(t)
    app.deps.sequencer.start()
    t.teardown(() => app.deps.sequencer.stop())
    const token = await app.token('exchange')
    let writing = true
    const isDrained = async () => (await app.deps.pool.query('select 1 from outbox limit 1')).rowCount === 0
    const read = async (): Promise<{ events: FeedEvent[]; hash: string }> => {
      const events: FeedEvent[] = []
      for (let cursor = ''; ; ) {
        // Asked before the page: what gets its position meanwhile is on the next one.
        const drained = !writing && (await isDrained())
        const page = await app.request('GET', `/v1/exchange/changes?limit=37${cursor}`, { token })
        events.push(...page.body.data)
        cursor = `&after=${page.body.nextCursor}`
        if (drained && page.body.data.length === 0) return { events, hash: page.body.hash }
      }
    }
    const write = async (writer: number) => {
      for (let number = 0; number < 6; number += 1) {
        if ((writer + number) % 2 === 0)
          await transition(app, 'clerk', await createCase(app, leshanCase()), { action: 'handleOnTheSpot' })
        else
          await transition(
            app,
            'clerk',
            await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
            { action: 'withdraw', reason: '撤回' },
          )
        // An application against the rules: refused, and nothing of it reaches the feed.
        await createCase(
          app,
          { ...leshanCase(), answers: { lender: 'bank', byAgent: false } },
          { status: 422 },
        )
      }
    }
    const readers = Promise.all([0, 1, 2, 3].map(read))
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)))
    writing = false
    const { rows } = await app.deps.pool.query<{ document: string }>('select document from case_events')
    const committed = rows.map((row) => JSON.parse(row.document) as { caseNo: string; version: number })
    t.equal(committed.length, 48 * 6 + 48 * 3)
    for (const { events, hash } of await readers) {
      t.same(
        events.map((event) => event.position),
        committed.map((_, index) => index + 1),
        'no gap, no duplicate',
      )
      t.same(
        new Set(events.map((event) => `${event.caseNo} ${event.version}`)),
        new Set(committed.map((event) => `${event.caseNo} ${event.version}`)),
      )
      const versions = new Map<string, number>()
      t.ok(
        events.every((event) => {
          const next = (versions.get(event.caseNo) ?? 0) + 1
          versions.set(event.caseNo, next)
          return event.version === next
        }),
        'per case in the order of its versions',
      )
      t.equal(recomputeHash(events), hash)
    }
    const own = await app.request('GET', `/v1/exchange/cases/${committed[0]?.caseNo}`, { token })
    t.match(own, { status: 200, body: { caseNo: committed[0]?.caseNo } })
  },
)
