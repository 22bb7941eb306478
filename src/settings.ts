import { CHANNEL_SETTINGS } from './channel-settings.js'

/** One setting of the service; docs/operations.md shows this table, and a test compares the two. */
export interface Setting {
  name: string
  fallback: string
  help: string
}

export const SETTINGS: readonly Setting[] = [
  { name: 'PORT', fallback: '3000', help: 'Port to listen on; 0 takes a free one' },
  { name: 'HOST', fallback: '127.0.0.1', help: 'Address to listen on' },
  {
    name: 'NODE_ENV',
    fallback: 'development',
    help: '`production` refuses the development issuer and a shifted clock, and brings no sample data',
  },
  { name: 'LOG_LEVEL', fallback: 'info', help: 'trace, debug, info, warn, error, fatal or silent' },
  {
    name: 'DATABASE_URL',
    fallback: '(embedded Postgres)',
    help: 'Postgres 15 to 18, as the login of the service (`yichuang_app`)',
  },
  {
    name: 'MIGRATION_DATABASE_URL',
    fallback: '(DATABASE_URL)',
    help: 'The same database as the owner role (`yichuang_owner`)',
  },
  {
    name: 'ADMIN_DATABASE_URL',
    fallback: '(none)',
    help: 'A superuser of the server, for the command `init-database` only',
  },
  {
    name: 'PROCESS',
    fallback: 'all',
    help: '`api`: answers requests and works off nothing; `worker`: works off pulses and jobs and answers only health and metrics; both need DATABASE_URL. `all`: both in one',
  },
  { name: 'POOL_SIZE', fallback: '10', help: 'Database connections at most, 2 to 200' },
  {
    name: 'DATA_DIR',
    fallback: './.data',
    help: 'Embedded database and keys; a relative path starts at the package',
  },
  {
    name: 'FILES_DIR',
    fallback: '(DATA_DIR/files)',
    help: 'Uploaded files, encrypted; a folder that all instances share. With S3_BUCKET only where they arrive, one of each instance',
  },
  {
    name: 'S3_BUCKET',
    fallback: '(none)',
    help: 'Bucket that keeps the files instead of FILES_DIR; the other S3 settings are required with it',
  },
  {
    name: 'S3_ENDPOINT',
    fallback: '(none)',
    help: 'URL of what speaks S3 (对象存储): MinIO, Ceph, the object storage of a cloud',
  },
  { name: 'S3_REGION', fallback: 'us-east-1', help: 'Region in signatures; many stores take any' },
  {
    name: 'S3_ACCESS_KEY_ID',
    fallback: '(none)',
    help: 'Who signs; may read, write, delete and list in the bucket',
  },
  { name: 'S3_SECRET_ACCESS_KEY', fallback: '(none)', help: 'The secret of that key' },
  {
    name: 'S3_ADDRESSING',
    fallback: 'path',
    help: '`path`: the bucket in the path, as MinIO and Ceph have it; `host`: in the name of the host, as most clouds want it',
  },
  { name: 'FILE_LIMIT', fallback: '20971520', help: 'Bytes of an uploaded file at most' },
  {
    name: 'UPLOAD_LIMIT',
    fallback: '209715200',
    help: 'Bytes of a file at most that comes in pieces (tus)',
  },
  {
    name: 'CLAMD',
    fallback: '(none)',
    help: 'Where clamd listens, `host:port` or the path of its socket: every upload is scanned, and refused while it is away',
  },
  {
    name: 'UPLOAD_QUOTA',
    fallback: '209715200',
    help: 'Bytes that one applicant may upload within 24 hours; ten times as much for staff',
  },
  { name: 'DRAFT_QUOTA', fallback: '20', help: 'Drafts of cases that one applicant may keep at once' },
  {
    name: 'DRAFT_DAYS',
    fallback: '90',
    help: 'Days that a draft is kept after it was changed last; then it is removed with all personal data in it',
  },
  {
    name: 'HANDOVER_DAYS',
    fallback: '3',
    help: 'Working days in which papers that are handed over should arrive, where the list names no day of its own',
  },
  {
    name: 'PICKUP_DAYS',
    fallback: '30',
    help: 'Days in which what lies at an exit desk should be fetched; then it is asked after',
  },
  {
    name: 'IMPORT_LIMIT',
    fallback: '1073741824',
    help: 'Bytes of an import of the catalogue at most',
  },
  {
    name: 'SEED',
    fallback: 'true',
    help: 'What the first embedded start brings: `true` the sample town, `catalogue` the same without cases, `false` nothing; in production always nothing',
  },
  {
    name: 'RATE_LIMIT',
    fallback: '1200',
    help: 'Requests a minute and caller, per process; `off` for load tests (failed progress queries stay limited)',
  },
  {
    name: 'OVERLOAD_DELAY',
    fallback: '1000',
    help: 'Milliseconds that the event loop may be late before requests get 503; `off`: never',
  },
  {
    name: 'DOSSIER_DAYS',
    fallback: '1095',
    help: 'Days for which what a person stated or brought in one case is known in the next, and its files count again',
  },
  {
    name: 'REGISTER_<NAME>_URL',
    fallback: '(none)',
    help: 'Address of the shared register whose data name this connection, e.g. REGISTER_ENTERPRISE_URL; nothing outside it is ever asked',
  },
  {
    name: 'REGISTER_<NAME>_SECRET',
    fallback: '(none)',
    help: 'By what that register knows us; sent in the header that its data name',
  },
  { name: 'BODY_LIMIT', fallback: '1048576', help: 'Bytes of a JSON body at most' },
  {
    name: 'TRUST_PROXY',
    fallback: '(none)',
    help: 'Addresses or networks of proxies in front, comma-separated; only these may say who calls',
  },
  {
    name: 'CORS_ORIGINS',
    fallback: '(none)',
    help: 'Origins of front-ends that browsers may call from, comma-separated',
  },
  {
    name: 'PUBLIC_URL',
    fallback: '(the address that was asked)',
    help: 'Where the public finds the service, for QR codes; with `{itemCode}` in it the page of an item in a front-end',
  },
  {
    name: 'CONTACT_EMAIL',
    fallback: '(none)',
    help: 'Mail of who answers for this service; stands in the contract (`info.contact`)',
  },
  { name: 'CONTACT_URL', fallback: '(none)', help: 'Page of who answers for this service; the same' },
  {
    name: 'OIDC_ISSUER',
    fallback: '(none)',
    help: 'URL of the OIDC provider whose tokens are trusted (统一身份认证)',
  },
  { name: 'OIDC_AUDIENCE', fallback: 'yichuang', help: 'Audience that tokens must carry' },
  {
    name: 'OIDC_KEYS_MAX_AGE',
    fallback: '300',
    help: 'Seconds that keys of the provider count after they were fetched: a key that it withdraws opens no longer; while it is away, known keys count that long',
  },
  {
    name: 'TOKEN_MAX_LIFETIME',
    fallback: '86400',
    help: 'Seconds that a token may live from its `iat` (without one: from now) to its `exp`; longer ones get 401',
  },
  {
    name: 'DEV_ISSUER',
    fallback: '(on with the embedded database)',
    help: '`on`: trust the development issuer with DATABASE_URL too; never in production',
  },
  {
    name: 'DEV_SIGN_IN',
    fallback: 'local',
    help: 'Who may choose a role in the page at /docs, where the development issuer is trusted: `local`, browsers on this machine; `on`, whoever reaches the service; `off`, nobody',
  },
  {
    name: 'PAYMENT_SECRETS',
    fallback: '(with the development issuer: DATA_DIR/keys/payment.secret)',
    help: 'Secrets by which the payment system signs what it tells (`POST /v1/payments/callback`): base64 of 24 to 64 bytes, with or without `whsec_` in front, comma-separated, any of them counts; without one it is refused',
  },
  ...CHANNEL_SETTINGS,
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: '(no traces)',
    help: 'URL of an OpenTelemetry collector (OTLP over HTTP) that gets a span per request and statement; `/v1/traces` is added',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    fallback: '(from OTEL_EXPORTER_OTLP_ENDPOINT)',
    help: 'URL that takes traces, used as it is; comes before OTEL_EXPORTER_OTLP_ENDPOINT',
  },
  { name: 'OTEL_SERVICE_NAME', fallback: 'yichuang', help: 'Name of this service in traces' },
  {
    name: 'ENCRYPTION_KEYS',
    fallback: '(DATA_DIR/keys)',
    help: '`id:base64` of 32 bytes, comma-separated; the first is current. Required with DATABASE_URL',
  },
  {
    name: 'BLIND_INDEX_KEY',
    fallback: '(DATA_DIR/keys)',
    help: 'Base64 of 32 bytes. Required with DATABASE_URL',
  },
  { name: 'CURSOR_KEY', fallback: '(DATA_DIR/keys)', help: 'Base64 of 32 bytes. Required with DATABASE_URL' },
]
