import type { METRICS } from '../http/metrics.js'

// What docs/zh/operations.md says of settings and metrics: a setting without its words here fails the build of the docs.

const FALLBACKS_ZH: Readonly<Record<string, string>> = {
  '(embedded Postgres)': '（自带 Postgres）',
  '(none)': '（无）',
  '(no traces)': '（不追踪）',
  '(the address that was asked)': '（所请求的地址）',
  '(on with the embedded database)': '（自带数据库时为 on）',
  '(with the development issuer: DATA_DIR/keys/payment.secret)':
    '（信任开发签发者时：DATA_DIR/keys/payment.secret）',
}

/** A default as the Chinese page shows it; names of other settings and values stay as they are. */
export const fallbackZh = (fallback: string): string => FALLBACKS_ZH[fallback] ?? fallback

/** What each setting means. */
export const SETTINGS_ZH: Readonly<Record<string, string>> = {
  PORT: '监听端口；0 表示任取空闲端口',
  HOST: '监听地址',
  NODE_ENV: '`production` 拒绝开发签发者和拨动的时钟，不带示例数据',
  LOG_LEVEL: 'trace、debug、info、warn、error、fatal 或 silent',
  DATABASE_URL: 'Postgres 15 至 18，用服务的登录（`yichuang_app`）',
  MIGRATION_DATABASE_URL: '同一数据库，用所有者角色（`yichuang_owner`）',
  ADMIN_DATABASE_URL: '服务器的超级用户，仅供命令 `init-database` 使用',
  PROCESS:
    '`api`：只应答请求；`worker`：只执行定时任务和长任务，仅应答健康检查和指标；两者都需要 DATABASE_URL。`all`：两者兼有',
  POOL_SIZE: '数据库连接上限，2 至 200',
  DATA_DIR: '自带数据库和密钥；相对路径从程序目录算起',
  FILES_DIR: '上传的文件，已加密；各实例共用的目录。设置 S3_BUCKET 后只用于接收，每个实例各一个',
  S3_BUCKET: '代替 FILES_DIR 保存文件的存储桶；其余 S3 设置随之必填',
  S3_ENDPOINT: '兼容 S3 的对象存储的地址：MinIO、Ceph、云对象存储',
  S3_REGION: '签名所用区域；多数存储不限',
  S3_ACCESS_KEY_ID: '签名者；在桶中可读、写、删、列',
  S3_SECRET_ACCESS_KEY: '该密钥的密文',
  S3_ADDRESSING: '`path`：桶在路径中（MinIO、Ceph）；`host`：桶在主机名中（多数云）',
  FILE_LIMIT: '单个上传文件的字节上限',
  UPLOAD_LIMIT: '分段上传（tus）单个文件的字节上限',
  CLAMD: 'clamd 的监听处，`host:port` 或套接字路径：每个上传文件都扫描，扫描不可用时拒收',
  UPLOAD_QUOTA: '一名申请人 24 小时内上传的字节上限；工作人员为十倍',
  DRAFT_QUOTA: '一名申请人同时保存的办件草稿上限',
  DRAFT_DAYS: '草稿自最后修改起保留的天数；到期连同其中个人信息一并删除',
  HANDOVER_DAYS: '移交的材料应在几个工作日内到达（移交单未另定日期的）',
  PICKUP_DAYS: '出件窗口的结果应在几日内领取；逾期提醒',
  IMPORT_LIMIT: '事项目录一次导入的字节上限',
  SEED: '自带数据库首次启动带入什么：`true` 示例镇，`catalogue` 同上但无办件，`false` 无；生产环境一律不带',
  RATE_LIMIT: '每个调用者每分钟的请求数，按进程计；`off` 供压力测试（进度查询失败次数仍受限）',
  OVERLOAD_DELAY: '事件循环滞后多少毫秒以上时请求得到 503；`off`：从不',
  DOSSIER_DAYS: '一件中填报和提交的内容，多少日内在下一件中可沿用，其文件再次有效',
  'REGISTER_<NAME>_URL':
    '共享登记库的地址，由数据指明所用连接，如 REGISTER_ENTERPRISE_URL；此外从不查询任何外部系统',
  'REGISTER_<NAME>_SECRET': '该登记库识别本服务的凭据；放在数据所指的请求头中',
  BODY_LIMIT: 'JSON 正文的字节上限',
  TRUST_PROXY: '前置代理的地址或网段，以逗号分隔；只有它们可以说明谁在调用',
  CORS_ORIGINS: '允许浏览器从哪些前端来源调用，以逗号分隔',
  PUBLIC_URL: '公众访问本服务的地址，用于二维码；含 `{itemCode}` 的为前端中事项的页面',
  CONTACT_EMAIL: '本服务负责人的邮箱；写入契约（`info.contact`）',
  CONTACT_URL: '本服务负责人的网页；同上',
  OIDC_ISSUER: '受信任令牌的 OIDC 签发方地址（统一身份认证）',
  OIDC_AUDIENCE: '令牌须有的受众',
  OIDC_KEYS_MAX_AGE:
    '签发方公钥取得后沿用的秒数：撤下的密钥届时不再有效；签发方不可用时已知公钥也只沿用这么久',
  TOKEN_MAX_LIFETIME: '令牌从 `iat`（没有的从现在）到 `exp` 的秒数上限；更长的得到 401',
  DEV_ISSUER: '`on`：设置 DATABASE_URL 时也信任开发签发者；生产环境一律不可',
  DEV_SIGN_IN:
    '信任开发签发者时，谁可以在 /docs 页面选角色：`local` 本机浏览器；`on` 能访问本服务的任何人；`off` 无人',
  PAYMENT_SECRETS:
    '支付系统签署其通知（`POST /v1/payments/callback`）所用的密钥：24 至 64 字节的 base64，可带 `whsec_` 前缀，以逗号分隔，任一有效；没有则拒绝',
  SMS_URL: '短信网关：每条一个签名的 POST；没有则不发短信',
  SMS_SECRET: '发往 SMS_URL 的内容的签名密钥（Standard Webhooks）；随之必填',
  SMTP_URL: '邮件服务器，`smtps://user:password@host:465` 或 `smtp://…`；没有则不发邮件',
  MAIL_FROM: '邮件发件人，`一窗 <noreply@example.gov.cn>`；随 SMTP_URL 必填',
  MESSAGE_WEBHOOK_URL: '接收全部消息，签名且不含个人信息：供向用户展示的平台使用（政务服务平台、政务微信）',
  MESSAGE_WEBHOOK_SECRET: '上述内容的签名密钥（Standard Webhooks）；随之必填',
  QUIET_HOURS: '不发短信的时段（免打扰），按 Asia/Shanghai；时段结束后发出。`off`：没有',
  DIGEST_AT: '愿意每日合并接收的人，提醒何时发出，按 Asia/Shanghai',
  MESSAGE_DAYS: '消息内容和收件人保存的天数；何时告知、结果如何一直保留',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'OpenTelemetry 采集器的地址（OTLP/HTTP），每个请求和语句各一个跨度；自动加上 `/v1/traces`',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '接收链路的地址，原样使用；优先于 OTEL_EXPORTER_OTLP_ENDPOINT',
  OTEL_SERVICE_NAME: '本服务在链路中的名称',
  ENCRYPTION_KEYS: '32 字节的 `id:base64`，以逗号分隔；第一个为现用。设置 DATABASE_URL 时必填',
  BLIND_INDEX_KEY: '32 字节的 base64。设置 DATABASE_URL 时必填',
  CURSOR_KEY: '32 字节的 base64。设置 DATABASE_URL 时必填',
}

/** What each metric tells. */
export const METRICS_ZH: Readonly<Record<keyof typeof METRICS, string>> = {
  yichuang_request_seconds: '应答请求的时间，按方法、路由、状态；p99 上升是调用者最先感到的',
  yichuang_problems_total: '以错误应答的次数，按代码；INTERNAL 是程序缺陷，值得告警',
  yichuang_rate_limited_total: '以 429 拒绝的请求',
  yichuang_overload_total: '进程跟不上而以 503 拒绝的请求',
  yichuang_pool_connections:
    '数据库连接：总数、空闲、等待连接的请求；等待长时间大于 0 的，调大 POOL_SIZE 或查找慢语句',
  yichuang_database_up: '上次查看（至多五秒前）数据库有应答为 1，否则为 0',
  yichuang_feed_position: '变更流的最后位置；其增长即事件的速度',
  yichuang_feed_backlog: '尚无变更流位置的事件，至多数到 10,000',
  yichuang_feed_lag_seconds: '最早一个无位置事件的存在时间；超过几秒即没有实例在排号',
  yichuang_consumer_backlog: '某消费者（`name`）尚未处理的变更流事件',
  yichuang_consumer_lag_seconds: '其中第一个事件的存在时间；超过一分钟，该消费者的数据（统计）已经陈旧',
  yichuang_monitor_backlog: '到了查看时间的时限，至多数到 10,000',
  yichuang_monitor_lag_seconds: '最早一个到时未看的时限等了多久；超过一分钟，监察停止或者跟不上',
  yichuang_messages_waiting: '等待发出的消息，按渠道（`name`）；免打扰时段和合并发送使其增长',
  yichuang_messages_failing: '其中试发未成的：网关或邮件服务器不可用或者拒绝',
  yichuang_messages_lag_seconds: '最早一条到时未发的消息等了多久；超过几分钟即无人发送',
  yichuang_pulse_age_seconds:
    '某定时任务（`name`）上次在任一实例运行至今的秒数；每十秒记录；超过一分钟（清理任务半小时）即没有实例执行',
  yichuang_pulse_failures: '某定时任务（`name`）连续失败的次数；上次成功为 0',
  yichuang_set_aside:
    '无法处理而搁置的记录，按种类（`name`：clock、outbox、audit、消费者）；错误见 GET /v1/monitor',
  yichuang_jobs_waiting: '在执行，或者等待进程、等待重试的长任务',
  yichuang_jobs_failed: '失败次数过多、等待人工处理的长任务；见 GET /v1/jobs?state=failed',
  yichuang_register_lookups_total:
    '向共享登记库的查询，按登记库和结果（found、notFound、timeout、resting……）',
  yichuang_scans_total:
    '送去病毒扫描的文件，按结果：clean、infected、away（无应答，未接收）；away 大于 0：查看 clamd',
  yichuang_scan_seconds_total: '扫描所用的秒数；除以扫描次数即上传等待的平均时间',
}
