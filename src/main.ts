import { ConfigError, loadConfig } from './config.js'
import { type Service, startService } from './service.js'

const GRACE_MS = 9_500

let starting: Promise<Service> | undefined
let stopping = false

/** Heard from the first moment on: what is still starting is brought up first and then stopped in order. */
function stop(signal: string): void {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(1), GRACE_MS).unref()
  Promise.resolve(starting)
    .then((service) => {
      service?.app.log.info(`${signal}: stopping`)
      return service?.stop()
    })
    .then(
      () => process.exit(0),
      () => process.exit(1),
    )
}

process.on('SIGTERM', () => stop('SIGTERM'))
process.on('SIGINT', () => stop('SIGINT'))
try {
  starting = startService(loadConfig())
  await starting
} catch (error) {
  const line =
    error instanceof ConfigError ? error.message : `the service did not start: ${(error as Error).message}`
  process.stderr.write(`${line}\n`)
  process.exitCode = 1
  setTimeout(() => process.exit(1), 2000).unref()
}
