import { Type } from 'typebox'
import { Instant, Strict } from '../../http/schemas.js'

export const MonitorView = Strict({
  backlog: Type.Integer({ description: 'Clocks that are due to be looked at, up to 10000' }),
  lagSeconds: Type.Number({ description: 'How long the oldest of them waits' }),
  lastTickAt: Type.Optional(Instant),
  lastDurationMs: Type.Optional(Type.Number()),
  looked: Type.Integer(),
  fired: Type.Integer(),
  recomputation: Type.Optional(
    Strict({
      calendar: Type.String(),
      done: Type.Integer(),
      changed: Type.Integer(),
      finished: Type.Boolean(),
    }),
  ),
  pulses: Type.Array(
    Strict({
      name: Type.String({ examples: ['monitor'] }),
      everySeconds: Type.Number(),
      lastRunAt: Instant,
      lastDurationMs: Type.Number(),
      done: Type.Integer({ description: 'Things worked on since the beginning, over all instances' }),
      backlog: Type.Optional(Type.Integer({ description: 'What waited at the last look (积压)' })),
      failures: Type.Integer({ description: 'Runs that failed one after the other; 0: the last went well' }),
      failingSince: Type.Optional(Instant),
      lastError: Type.Optional(Type.String({ description: 'Why it failed last; kept when it goes on' })),
      failedAt: Type.Optional(Instant),
    }),
    { description: 'Work that comes back by itself (定时任务), by the real clock; kept every ten seconds' },
  ),
  setAside: Strict(
    {
      counts: Type.Array(Strict({ what: Type.String({ examples: ['clock'] }), count: Type.Integer() }), {
        description: 'All of them, by kind: clock (时限), outbox (事件), audit (审计记录)',
      }),
      data: Type.Array(
        Strict({
          what: Type.String(),
          about: Type.Optional(Type.String({ description: 'The number of the case' })),
          error: Type.String(),
          attempts: Type.Integer(),
          since: Instant,
          nextTryAt: Instant,
        }),
        { description: 'The oldest fifty within your reach' },
      ),
    },
    {
      description:
        'Rows that could not be worked on (搁置): tried again by themselves, at most every ten minutes; they stop no other',
    },
  ),
})
