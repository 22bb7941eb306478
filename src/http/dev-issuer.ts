import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { importJWK, type JWK, SignJWT } from 'jose'
import { loadOrCreateFile } from '../keys.js'
import type { Scope } from '../shared/caller.js'
import type { Role } from '../shared/roles.js'
import { TOP_ORGANISATION } from '../shared/sample-codes.js'

export const DEV_ISSUER = 'urn:yichuang:dev'

/** The private key of the development issuer, made by whoever comes first: the service or `npm run token`. */
export function devIssuerKey(dataDir: string): JWK {
  const directory = join(dataDir, 'keys')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const text = loadOrCreateFile(join(directory, 'dev-issuer.jwk'), () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'dev' })
  })
  return JSON.parse(text) as JWK
}

export interface DevTokenOptions {
  role: Role
  /** Absent: the organisation above all sample organisations, with scope subtree. */
  organisation?: string
  scope?: Scope
  /** 岗位, which steps of a workflow may ask for. */
  posts?: readonly string[]
  subject?: string
  /** Claim `id_number`: whose sign-in it is, proved by its issuer. */
  idNumber?: string
  audience?: string
  /** Seconds; 8 hours by default. */
  lifetime?: number
}

/** A token for development and tests; its grants are honoured for this issuer only. */
export async function signDevToken(dataDir: string, options: DevTokenOptions): Promise<string> {
  const { role, organisation = TOP_ORGANISATION, posts = [] } = options
  const scope = options.scope ?? (options.organisation === undefined ? 'subtree' : 'organ')
  return sign(
    dataDir,
    {
      grants: [{ role, organisation, scope, posts }],
      ...(options.idNumber === undefined ? {} : { id_number: options.idNumber }),
    },
    options.subject ?? `dev-${role}`,
    options,
  )
}

/** A token of a person in the staff register: it carries no grants, so the tables are asked. */
export async function signStaffToken(
  dataDir: string,
  staffNo: string,
  options: { audience?: string; lifetime?: number } = {},
): Promise<string> {
  return sign(dataDir, {}, staffSubject(staffNo), options)
}

/** By which subject of the development issuer the sample data knows its staff. */
export const staffSubject = (staffNo: string): string => `staff-${staffNo}`
/** Whose rights stand in the tables: its tokens carry none. */
export const isStaffSubject = (subject: string): boolean => subject.startsWith('staff-')

async function sign(
  dataDir: string,
  claims: Record<string, unknown>,
  subject: string,
  options: { audience?: string; lifetime?: number },
): Promise<string> {
  const key = await importJWK(devIssuerKey(dataDir), 'ES256')
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'dev' })
    .setIssuer(DEV_ISSUER)
    .setAudience(options.audience ?? 'yichuang')
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + (options.lifetime ?? 8 * 3600))
    .sign(key)
}
