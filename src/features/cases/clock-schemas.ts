import { type Static, Type } from 'typebox'
import { Instant, LegalDate, openEnum, part, Strict, strEnum } from '../../http/schemas.js'

export const ClockView = part(
  'Clock',
  Strict({
    kind: Type.String({
      description:
        'INTAKE_5D, INTAKE_PROMISE (收件答复承诺), CORRECTION, CORRECTION_REMINDER (补正提醒), PROMISE, LEGAL, STEP, DELIVERY_10D, SPECIAL (特别程序), OPINION (会审意见), DEFERRED (容缺补交), COMMITMENT_CHECK (承诺核查), HEARING_REQUEST (听证申请), HEARING_HELD (听证举行), PICKUP (结果领取), RENEWAL (延续决定), PAYMENT (缴费) or PUBLICATION (决定公开)',
    }),
    state: strEnum(['RUNNING', 'PAUSED', 'STOPPED']),
    startedOn: LegalDate,
    due: Type.Optional(LegalDate),
    dueAt: Type.Optional(
      Type.Unsafe<string>({
        ...Instant,
        description: 'Of a limit in hours: the moment at which they end (到时)',
      }),
    ),
    hours: Type.Optional(
      Type.Integer({
        description: 'How many hours the limit has; `limit` then says on which working day they end (小时)',
      }),
    ),
    provisional: Type.Boolean({
      description: 'true while a pause is open or a year without an official calendar is reached',
    }),
    limit: Strict({ amount: Type.Integer(), unit: openEnum(['workingDay', 'day', 'month', 'year']) }),
    used: Type.Optional(
      Type.Integer({
        description: 'Days used, pauses left out; absent where this release cannot reckon the clock',
      }),
    ),
    remaining: Type.Optional(Type.Integer()),
    extended: Type.Boolean(),
    overBy: Type.Optional(Type.Integer({ description: 'Working days over the due day' })),
    stoppedOn: Type.Optional(LegalDate),
    lamp: openEnum(['NONE', 'NOTICE', 'YELLOW', 'RED']),
    basis: Type.Optional(Type.String()),
    step: Type.Optional(Type.String()),
    about: Type.Optional(
      Type.String({
        description:
          'Of SPECIAL the procedure, of DEFERRED the promised day, of COMMITMENT_CHECK the material, of PAYMENT the payment code',
      }),
    ),
  }),
)
export type ClockView = Static<typeof ClockView>
