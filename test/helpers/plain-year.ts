// A slow, obvious judge of one case over a year, written without a look at the engine: day after day, with the thresholds
// of the default rules written out. It knows the food licence, its correction within ten days set by the test.

export type Day = string

export interface PlannedAct {
  action: string
  /** Calendar days after what came before it. */
  after: number
  dueOn?: Day
}

/** What somebody means to do with a case, one thing after the other, as far as it is still possible. */
export interface Plan {
  receivedOn: Day
  /** A paper is missing at first; it may come later where the item says so. */
  missing: boolean
  acts: PlannedAct[]
}

export interface Expected {
  /** Acts that are possible, and their days. */
  acts: { on: Day; action: string; dueOn?: Day }[]
  /** `day kind level`, each once. */
  alerts: string[]
  /** Levels of alerts that stay open until somebody explains them. */
  open: string[]
  /** `day action` of what the law does by itself. */
  consequences: string[]
  /** `day kind` of what the applicant is told. */
  told: string[]
}

interface Clock {
  kind: string
  start: Day
  /** Working days, unless `until` says the day. */
  days: number
  until?: Day
  calendarDays?: true
  pauses: { from: Day; to?: Day }[]
  stopped?: Day
  raised: Map<string, 'open' | 'closed'>
  /** Its notice was closed by a pause: it is raised anew if it still burns afterwards. */
  waits?: string
}

type Sight = { left: number; over: number; used: number; isOver: boolean }

/** domain.md §5: which lamp burns, the gravest first. */
const LAMPS: Record<string, [level: string, burns: (sight: Sight) => boolean][]> = {
  INTAKE_5D: [
    ['RED', ({ over }) => over >= 2],
    ['YELLOW', ({ isOver }) => isOver],
    ['NOTICE', ({ left }) => left <= 1],
  ],
  CORRECTION: [
    ['YELLOW', ({ isOver }) => isOver],
    ['NOTICE', ({ left }) => left <= 3],
  ],
  PROMISE: [
    ['RED', ({ over }) => over >= 3],
    ['YELLOW', ({ over }) => over >= 1],
    ['NOTICE', ({ left, used }) => left <= 1 || used >= 0.8],
  ],
  LEGAL: [
    ['RED', ({ over }) => over >= 1],
    ['NOTICE', ({ left }) => left <= 3],
  ],
  STEP: [
    ['RED', ({ over }) => over >= 3],
    ['YELLOW', ({ over }) => over >= 1],
    ['NOTICE', ({ left }) => left <= 1],
  ],
  SPECIAL: [
    ['RED', ({ over }) => over >= 5],
    ['YELLOW', ({ isOver }) => isOver],
    ['NOTICE', ({ left }) => left <= 1],
  ],
  DEFERRED: [
    ['YELLOW', ({ isOver }) => isOver],
    ['NOTICE', ({ left }) => left <= 2],
  ],
  DELIVERY_10D: [
    ['RED', ({ isOver }) => isOver],
    ['NOTICE', ({ left }) => left <= 2],
  ],
}

const TOLD: Record<string, string> = {
  submit: 'received',
  requestCorrection: 'correction',
  accept: 'accepted',
  acceptWithDeferral: 'accepted',
  deemAccept: 'accepted',
  extend: 'extended',
  startSpecial: 'specialStarted',
  endSpecial: 'specialEnded',
  approve: 'approved',
  deny: 'denied',
  deliver: 'delivered',
  withdraw: 'withdrawn',
  expireCorrection: 'terminated',
}

export const nextDay = (day: Day): Day => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** One case from its receipt to the last day, both ticks of each day included: at midnight, and when the acts are over. */
export function judgeYear(plan: Plan, last: Day, isWorking: (day: Day) => boolean): Expected {
  const found: Expected = { acts: [], alerts: [], open: [], consequences: [], told: [] }
  const clocks: Clock[] = []
  let status = 'NEW'
  let missing = plan.missing
  let deferred: Day | undefined
  let granted = false
  let supplied: Day | undefined
  let extended = false
  let moment = plan.receivedOn

  const within = (pauses: Clock['pauses'], day: Day) =>
    pauses.some(({ from, to }) => from <= day && (to === undefined || day < to))
  const dueOf = ({ start, days, until, calendarDays, pauses }: Clock): Day => {
    if (until !== undefined) return until
    let day = start
    for (let counted = 0; counted < days; ) {
      day = nextDay(day)
      if (calendarDays === true || (isWorking(day) && !within(pauses, day))) counted += 1
    }
    while (calendarDays === true && !isWorking(day)) day = nextDay(day)
    return day
  }
  const workingIn = (after: Day, to: Day, pauses: Clock['pauses'] = []): number => {
    let days = 0
    for (let day = nextDay(after); day <= to; day = nextDay(day))
      if (isWorking(day) && !within(pauses, day)) days += 1
    return days
  }
  const begin = (kind: string, start: Day, days: number, more: Partial<Clock> = {}) =>
    clocks.push({ kind, start, days, pauses: [], raised: new Map(), ...more })
  const running = (kind: string) => clocks.find((each) => each.kind === kind && each.stopped === undefined)
  const inTime = (kind: string, day: Day): boolean => {
    const clock = running(kind)
    return clock !== undefined && day <= dueOf(clock)
  }
  const closeNotice = ({ raised }: Clock) => {
    if (raised.has('NOTICE')) raised.set('NOTICE', 'closed')
  }
  const tell = (day: Day, action: string, kind = TOLD[action]) => {
    if (kind !== undefined) found.told.push(`${day} ${kind}`)
  }

  const levelOn = (clock: Clock, day: Day): string | undefined => {
    const { kind, start, days, pauses } = clock
    const due = dueOf(clock)
    const sight = {
      left: workingIn(day, due, pauses),
      over: day > due ? workingIn(due, day) : 0,
      used: workingIn(start, day, pauses) / days,
      isOver: day > due,
    }
    // A budget of one day has no notice.
    const budget = clock.until === undefined ? days : Number(clock.until > nextDay(start)) * 2
    return LAMPS[kind]?.find(([name, burns]) => (name !== 'NOTICE' || budget > 1) && burns(sight))?.[0]
  }
  const lookAt = (clock: Clock, day: Day) => {
    const { kind, start, pauses, stopped, raised } = clock
    if (stopped !== undefined || within(pauses, day) || day < start) return
    const level = levelOn(clock, day)
    if (level === undefined && raised.get('NOTICE') === 'open') {
      clock.waits = found.alerts.findLast((line) => line.endsWith(`${kind} NOTICE`)) ?? ''
      closeNotice(clock)
    }
    const again = level === 'NOTICE' && clock.waits !== undefined
    if (level === undefined || (raised.has(level) && !again)) return
    if (again) found.alerts.splice(found.alerts.indexOf(clock.waits ?? ''), 1)
    delete clock.waits
    for (const milder of raised.keys()) raised.set(milder, 'closed')
    raised.set(level, 'open')
    found.alerts.push(`${day} ${kind} ${level}`)
    if (kind === 'CORRECTION' && level === 'NOTICE') tell(day, '', 'correctionDue')
  }
  const look = (day: Day) => {
    for (const clock of clocks) lookAt(clock, day)
  }
  const stop = (day: Day, ...kinds: string[]) => {
    for (const clock of clocks) {
      if (clock.stopped !== undefined || !kinds.includes(clock.kind)) continue
      // Late on the day on which its pause ended: no tick came between.
      if (clock.kind !== 'CORRECTION' && levelOn(clock, day) !== 'NOTICE') lookAt(clock, day)
      clock.stopped = day
      closeNotice(clock)
    }
  }

  const accepted = (day: Day, on: Day, action: string) => {
    stop(day, 'INTAKE_5D')
    status = 'ACCEPTED'
    begin('PROMISE', on, 8)
    begin('LEGAL', on, 10)
    tell(day, action)
  }
  const ended = (day: Day) => {
    stop(day, 'INTAKE_5D', 'CORRECTION', 'PROMISE', 'LEGAL', 'STEP', 'SPECIAL', 'DEFERRED')
  }

  const midnight = (day: Day) => {
    const intake = running('INTAKE_5D')
    if (status === 'SUBMITTED' && intake !== undefined && day > dueOf(intake)) {
      for (const milder of intake.raised.keys()) intake.raised.set(milder, 'closed')
      intake.raised.set('YELLOW', 'open')
      found.alerts.push(`${day} INTAKE_5D YELLOW`)
      found.consequences.push(`${day} deemAccept`)
      accepted(day, intake.start, 'deemAccept')
      moment = day
    }
    const correction = running('CORRECTION')
    if (status === 'AWAITING_CORRECTION' && correction !== undefined && day > dueOf(correction)) {
      found.consequences.push(`${day} expireCorrection`)
      stop(day, 'CORRECTION')
      status = 'TERMINATED'
      tell(day, 'expireCorrection')
    }
  }

  /** Does it where it is possible; else nothing happens. */
  const act = (day: Day, { action, dueOn }: PlannedAct): boolean => {
    const does = (possible: boolean, then: () => void) => {
      if (!possible) return false
      then()
      return true
    }
    const submitted = status === 'SUBMITTED'
    switch (action) {
      case 'requestCorrection':
        return does(submitted && missing, () => {
          stop(day, 'INTAKE_5D')
          status = 'AWAITING_CORRECTION'
          begin('CORRECTION', day, 10, { calendarDays: true })
        })
      case 'submit':
        return does(status === 'AWAITING_CORRECTION', () => {
          stop(day, 'CORRECTION')
          status = 'SUBMITTED'
          missing = false
          supplied = day
          begin('INTAKE_5D', day, 5)
        })
      case 'accept':
        return does(submitted && !missing, () => accepted(day, supplied ?? day, ''))
      case 'acceptWithDeferral':
        return does(submitted && missing, () => {
          accepted(day, day, '')
          deferred = dueOn
          begin('DEFERRED', day, 0, { until: dueOn ?? day })
        })
      case 'supplyMaterials':
        return does(
          (missing || deferred !== undefined) &&
            ['ACCEPTED', 'REVIEWING', 'DECIDING', 'SPECIAL_PROCEDURE', 'APPROVED'].includes(status),
          () => {
            missing = false
            deferred = undefined
            stop(day, 'DEFERRED')
          },
        )
      case 'startReview':
        return does(status === 'ACCEPTED', () => {
          status = 'REVIEWING'
          begin('STEP', day, 3)
        })
      case 'completeStep':
        return does(status === 'REVIEWING', () => {
          stop(day, 'STEP')
          status = 'DECIDING'
          begin('STEP', day, 2)
        })
      case 'startSpecial':
        // Once a limit has passed only the lead may, who takes no part here.
        return does(status === 'REVIEWING' && inTime('PROMISE', day) && inTime('LEGAL', day), () => {
          status = 'SPECIAL_PROCEDURE'
          for (const kind of ['PROMISE', 'LEGAL', 'STEP']) {
            const clock = running(kind)
            if (clock === undefined) continue
            clock.pauses.push({ from: day })
            if (clock.raised.get('NOTICE') === 'open')
              clock.waits = found.alerts.findLast((line) => line.endsWith(`${kind} NOTICE`)) ?? ''
            closeNotice(clock)
          }
          begin('SPECIAL', day, 10)
        })
      case 'endSpecial':
        return does(status === 'SPECIAL_PROCEDURE', () => {
          status = 'REVIEWING'
          stop(day, 'SPECIAL')
          for (const { pauses } of clocks) for (const pause of pauses) pause.to ??= day
        })
      case 'extend': {
        return does(
          !extended && inTime('LEGAL', day) && ['ACCEPTED', 'REVIEWING', 'DECIDING'].includes(status),
          () => {
            extended = true
            for (const kind of ['PROMISE', 'LEGAL']) {
              const clock = running(kind)
              if (clock !== undefined && (kind === 'LEGAL' || day <= dueOf(clock))) clock.days += 5
            }
          },
        )
      }
      case 'approve':
      case 'deny':
        return does(status === 'DECIDING', () => {
          status = action === 'approve' ? 'APPROVED' : 'DENIED'
          granted = action === 'approve'
          stop(day, 'PROMISE', 'LEGAL', 'STEP')
          if (granted) begin('DELIVERY_10D', day, 5)
          else stop(day, 'DEFERRED')
        })
      case 'close':
        return does(
          status === 'DENIED' || (status === 'APPROVED' && !missing && deferred === undefined),
          () => {
            status = 'CLOSED'
          },
        )
      case 'deliver':
        return does(status === 'CLOSED', () => {
          status = 'DELIVERED'
          stop(day, 'DELIVERY_10D')
        })
      case 'withdraw':
        return does(
          [
            'SUBMITTED',
            'AWAITING_CORRECTION',
            'ACCEPTED',
            'REVIEWING',
            'DECIDING',
            'SPECIAL_PROCEDURE',
          ].includes(status),
          () => {
            status = 'WITHDRAWN'
            ended(day)
          },
        )
      default:
        throw new Error(action)
    }
  }

  const rest = [...plan.acts]
  for (let day = plan.receivedOn; day <= last; day = nextDay(day)) {
    if (status === 'NEW') {
      status = 'SUBMITTED'
      begin('INTAKE_5D', day, 5)
      tell(day, 'submit')
    } else {
      midnight(day)
      look(day)
    }
    while (rest[0] !== undefined && daysBetween(moment, day) >= rest[0].after) {
      const [next] = rest.splice(0, 1)
      if (next === undefined || !act(day, next)) continue
      found.acts.push({
        on: day,
        action: next.action,
        ...(next.dueOn === undefined ? {} : { dueOn: next.dueOn }),
      })
      tell(
        day,
        next.action,
        next.action === 'close' ? (granted ? 'readyToCollect' : 'closed') : TOLD[next.action],
      )
      moment = day
    }
    look(day)
  }
  for (const { kind, raised } of clocks)
    for (const [level, state] of raised) if (state === 'open') found.open.push(`${kind} ${level}`)
  return found
}

const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / 86_400_000
