import { ConfigError, loadConfig } from './config.js'
import { startService } from './service.js'

const GRACE_MS = 9_500

try {
  const service = await startService(loadConfig())
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    service.app.log.info(`${signal}: stopping`)
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
} catch (error) {
  const line =
    error instanceof ConfigError ? error.message : `the service did not start: ${(error as Error).message}`
  process.stderr.write(`${line}\n`)
  process.exitCode = 1
  setTimeout(() => process.exit(1), 2000).unref()
}
