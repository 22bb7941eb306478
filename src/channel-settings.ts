import { ConfigError, integer, secrets, webUrl } from './config-values.js'

// Settings of what leaves the house: by which ways people are told, and when.

export const CHANNEL_SETTINGS = [
  {
    name: 'SMS_URL',
    fallback: '(none)',
    help: 'Gateway that takes text messages (短信网关): one signed POST each; without it none is sent',
  },
  {
    name: 'SMS_SECRET',
    fallback: '(none)',
    help: 'Secret by which what goes to SMS_URL is signed (Standard Webhooks); required with it',
  },
  {
    name: 'SMTP_URL',
    fallback: '(none)',
    help: 'Mail server, `smtps://user:password@host:465` or `smtp://…`; without it no mail is sent',
  },
  {
    name: 'MAIL_FROM',
    fallback: '(none)',
    help: 'Sender of mails, `一窗 <noreply@example.gov.cn>`; required with SMTP_URL',
  },
  {
    name: 'MESSAGE_WEBHOOK_URL',
    fallback: '(none)',
    help: 'Gets every message, signed and with nothing personal: for the platform that shows it to its people (政务服务平台、政务微信)',
  },
  {
    name: 'MESSAGE_WEBHOOK_SECRET',
    fallback: '(none)',
    help: 'Secret by which that is signed (Standard Webhooks); required with it',
  },
  {
    name: 'QUIET_HOURS',
    fallback: '21:00-08:00',
    help: 'When no text message is sent (免打扰时段), in Asia/Shanghai; it leaves when they end. `off`: never quiet',
  },
  {
    name: 'DIGEST_AT',
    fallback: '08:30',
    help: 'When reminders go out to who wants them once a day (合并发送), in Asia/Shanghai',
  },
  {
    name: 'MESSAGE_DAYS',
    fallback: '1825',
    help: 'Days that the text of a message and its addressee are kept (消息保存期限); that it was told, when and with what result stays',
  },
] as const

/** Where signed requests go. */
export interface SignedTarget {
  url: string
  secret: Buffer
}

/** Minutes after midnight in Asia/Shanghai. */
export interface QuietHours {
  from: number
  to: number
}

/** By which ways messages leave; what is absent is not configured. */
export interface ChannelSettings {
  sms?: SignedTarget
  email?: { url: string; from: string }
  webhook?: SignedTarget
  quiet?: QuietHours
  digestAt: number
  /** Days that texts are kept. */
  keptDays: number
}

type Read = (name: string) => string | undefined

export function channelSettings(text: Read): ChannelSettings {
  const sms = signedTarget('SMS_URL', 'SMS_SECRET', text)
  const webhook = signedTarget('MESSAGE_WEBHOOK_URL', 'MESSAGE_WEBHOOK_SECRET', text)
  const email = mailServer(text)
  const quiet = quietHours(text('QUIET_HOURS') ?? '21:00-08:00')
  return {
    ...(sms === undefined ? {} : { sms }),
    ...(email === undefined ? {} : { email }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(quiet === undefined ? {} : { quiet }),
    digestAt: minutes('DIGEST_AT', text('DIGEST_AT') ?? '08:30'),
    keptDays: integer('MESSAGE_DAYS', text('MESSAGE_DAYS') ?? '1825', 30, 36_500),
  }
}

function signedTarget(urlName: string, secretName: string, text: Read): SignedTarget | undefined {
  const url = webUrl(urlName, text(urlName))
  const [secret] = secrets(secretName, text(secretName))
  if (url === undefined && secret === undefined) return undefined
  if (url === undefined) throw new ConfigError(secretName, `is of no use without ${urlName}`)
  if (secret === undefined) throw new ConfigError(secretName, `required with ${urlName}`)
  return { url, secret }
}

function mailServer(text: Read): ChannelSettings['email'] {
  const [url, from] = [text('SMTP_URL'), text('MAIL_FROM')]
  if (url === undefined && from === undefined) return undefined
  if (url === undefined) throw new ConfigError('MAIL_FROM', 'is of no use without SMTP_URL')
  if (!URL.canParse(url) || !/^smtps?:\/\/./.test(url))
    throw new ConfigError('SMTP_URL', 'must begin with smtp:// or smtps://')
  if (from === undefined || !/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(from))
    throw new ConfigError('MAIL_FROM', 'must be a mail address, required with SMTP_URL')
  return { url, from }
}

function quietHours(value: string): QuietHours | undefined {
  if (value === 'off') return undefined
  const [from = '', to = '', ...more] = value.split('-')
  if (more.length > 0) throw new ConfigError('QUIET_HOURS', 'must be HH:MM-HH:MM or off')
  return { from: minutes('QUIET_HOURS', from), to: minutes('QUIET_HOURS', to) }
}

function minutes(name: string, value: string): number {
  const [, hours = '', rest = ''] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) ?? []
  if (hours === '') throw new ConfigError(name, 'must be a time of day, HH:MM')
  return Number(hours) * 60 + Number(rest)
}
