import { type Outcome, TIMEOUT_MS } from './outcome.js'

/** A mail that is to leave. */
export interface Mail {
  /** Stays the same however often it is sent: mail systems know by it what came twice. */
  id: string
  to: string
  subject: string
  text: string
}

export interface MailSender {
  /** Never throws. */
  send(mail: Mail): Promise<Outcome>
  close(): void
}

/** Sends mails over SMTP. The library is read when the first mail leaves. */
export async function createMailSender({ url, from }: { url: string; from: string }): Promise<MailSender> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(
    {
      ...{ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    },
    { from },
  )
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ id, to, subject, text }) {
      const messageId = `<${id}@${domain}>`
      try {
        await transport.sendMail({
          to,
          subject,
          text,
          messageId,
          headers: { 'auto-submitted': 'auto-generated' },
        })
        return { kind: 'sent', result: 'smtp 250', receipt: `${id}@${domain}` }
      } catch (failure) {
        return failed(failure)
      }
    },
    close: () => transport.close(),
  }
}

/** What the server refused for good stays refused; who may not sign in, and whatever else, is tried again. */
function failed(failure: unknown): Outcome {
  const { code, responseCode } = failure as { code?: unknown; responseCode?: unknown }
  const isRefusal = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (typeof responseCode !== 'number')
    return { kind: 'later', result: code === 'ETIMEDOUT' ? 'timeout' : 'unreachable' }
  const result = `smtp ${Math.trunc(responseCode)}`
  return { kind: isRefusal && responseCode >= 500 ? 'never' : 'later', result }
}
