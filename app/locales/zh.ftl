# 简体中文。用法与添加消息的方法见 `app/src/i18n/mod.rs`。
#
# 术语表：方法中的每个词只用一种译法。
#   prompt set = 提示词集 · prompt = 提示词 · vendor = 厂商 · model = 模型 · response = 回答 · evaluation = 评测
#   kind = 类型（comparison = 对比，rating = 评分，correctness = 正误）· task = 任务 · slot = 名额 · assignment = 分配
#   lease = 时限 · judgment = 评判 · preference = 偏好 · criterion = 标准 · error tag = 错误标签 · justification = 理由
#   guidelines = 指南 · initial review = 初审 · final review = 终审 · approve = 通过 · return = 退回 · reject = 驳回
#   send back = 发回初审 · release = 发布版 · publish = 公开 · leaderboard = 排行榜 · exposure = 接触记录
#   annotator = 标注员 · reviewer = 审核员 · admin = 管理员 · draft = 草稿 · interval = 区间 · sign-in name = 登录名

language-name = 中文

## figures: how numbers and moments are written

number-decimal = { "." }
number-group = { "," }
number-group-from = 4
moment = { $year } 年 { $month } { $day } 日 { $time } UTC
month-1 = 1 月
month-2 = 2 月
month-3 = 3 月
month-4 = 4 月
month-5 = 5 月
month-6 = 6 月
month-7 = 7 月
month-8 = 8 月
month-9 = 9 月
month-10 = 10 月
month-11 = 11 月
month-12 = 12 月

## word: the domain's words, see `app/src/i18n/words.rs`

word-annotator = 标注员
word-initial-reviewer = 初审员
word-final-reviewer = 终审员
word-admin = 管理员
word-comparison = 对比
word-rating = 评分
word-correctness = 正误
word-draft = 草稿
word-open = 进行中
word-closed = 已关闭
word-annotating = 标注中
word-initial-review = 初审
word-final-review = 终审
word-approved = 已通过
word-approve = 通过
word-return = 退回
word-reject = 驳回
word-send-back = 发回初审
word-a-much-better = A 好得多
word-a-better = A 更好
word-a-slightly-better = A 略好
word-about-the-same = 差不多
word-b-slightly-better = B 略好
word-b-better = B 更好
word-b-much-better = B 好得多

## shell: the frame of every page and the start page

home-heading = 由人来评判模型
home-what = Assay 依据人对保密提示词的评判为语言模型排名。每个任务由多人评判，并经过两轮审核后才计入结果。
shell-judge = 评判
shell-language = 语言
shell-leaderboards = 排行榜
shell-manage = 管理
shell-motto = 对保密提示词的人工评判
shell-places = 板块
shell-review = 审核
shell-sign-in = 登录
shell-sign-out = 退出登录
shell-skip = 跳到正文
shell-start = 首页

## ui: components that several places use

ui-breadcrumbs = 当前位置
ui-mend = 尚未保存任何内容。请修正以下问题：
ui-progress = { $what }：{ $done } / { $total }（{ $share }%）

## account

account-appearance = 外观
account-begin = 开始
account-choose-password = 您将以 { $login } 登录。请设置密码后开始。
account-colours = 颜色
account-colours-dark = 深色
account-colours-light = 浅色
account-colours-system = 跟随系统
account-dead-link = 此链接已被使用、已过期或从未存在。请向管理员索取新链接。
account-leave = 离开
account-leave-text = 退出后，本次会话即告结束。草稿会保留，手上的任务在时限到期前仍为您保留。
account-login = 登录名
account-login-hint = 例如您的电子邮箱。
account-name = 您的姓名
account-name-hint = 同事看到的名字。
account-no-account = 没有账号？请本系统的管理员邀请您。忘记密码？管理员可以给您一个新链接。
account-password = 密码
account-password-hint = 至少 10 个字符；用一句话更容易记住。
account-password-change = 更改密码
account-password-changed = 密码已更改。您在其他所有浏览器中均已退出登录。
account-password-current = 当前密码
account-password-new = 新密码
account-sign-out-everywhere = 退出所有浏览器的登录
account-roles = 角色
account-set-up = 设置 Assay
account-set-up-text = 这里将创建第一位管理员，由其邀请其他人。之后您可以登记模型、导入提示词并开启评测。
account-sign-out = 在此浏览器退出登录
account-signed-in = 您已登录。下次请使用登录名和密码。
account-title = 账号
account-welcome = 欢迎，{ $name }
account-welcome-title = 欢迎

## annotate

## review

## manage

manage-account-closed = 账号已关闭；此人已完成的工作会保留。
manage-account-opened = 账号已重新启用。
manage-all-tasks = 全部任务
manage-annotators = 标注员
manage-annotators-per-task = 每个任务的标注员数
manage-at-least = 至少 { $n } 个字符
manage-being-judged = 正在评判
manage-canary = 金丝雀标记
manage-card-numbers = 标注中 { $annotating }，初审 { $initial }，终审 { $last }，已通过 { $approved }
manage-change = 更改
manage-change-person = 更改 { $name }
manage-close = 关闭评测
manage-close-text = 关闭后不再分发新任务。手上的任务仍可完成和审核。
manage-closed = 已关闭。
manage-coding-set = 改用五项编程标准：正确性、效率、可读性、遵循提示词、整体质量
manage-counts = { $evaluations } 个评测 · { $sets } 个提示词集 · { $models } 个模型 · { $people } 个账号
manage-create-draft = 创建为草稿
manage-create-set = 创建提示词集
manage-criteria = 标准
manage-criteria-hint = 没有名称的行会被忽略。
manage-criterion-help = 关注点
manage-criterion-help-of = 标准 { $number } 的说明
manage-criterion-name-of = 标准 { $number } 的名称
manage-criterion-required = 必填
manage-criterion-required-of = 标准 { $number } 必填
manage-disable = 停用
manage-domain = 领域
manage-domain-hint = 例如编程、数学、指令遵循、西班牙语。
manage-draft-created = 已创建为草稿。一切就绪后请开启。
manage-enable = 启用
manage-error-tags = 错误标签
manage-evaluation = 评测
manage-evaluations = 评测
manage-file = JSONL 文件
manage-file-hint = 每行一个提示词；整个文件要么全部导入，要么都不导入。
manage-first = 需要先完成准备
manage-first-text = 评测至少需要两个模型和一个含有提示词的提示词集。
manage-flow = 任务进展
manage-flow-annotating = 标注中
manage-flow-approved = 已通过
manage-flow-final = 终审
manage-flow-initial = 初审
manage-flow-picture = 各状态的任务；数字见表格
manage-format = 格式
manage-format-text = 模型必须已登记。除单个 prompt 外，也可用 turns 给出以用户结尾的多轮对话。reference 和 attributes 可省略。空回答表示模型没有给出任何内容。
manage-guidelines = 指南
manage-guidelines-hint = Markdown 格式；显示在每个任务旁。
manage-import = 导入
manage-import-heading = 导入提示词和回答
manage-imported = 已导入版本 { $version }：新增 { $prompts } 个提示词、{ $responses } 个回答。
manage-into = 导入到
manage-into-latest = 最新版本
manage-into-new = 新版本
manage-invite = 邀请
manage-invite-someone = 邀请人员
manage-judgments-in = 已收到的评判 / 全部名额
manage-justification = 理由
manage-kind = 类型
manage-latest-version = 最新版本
manage-lease = 时限
manage-lease-minutes = 任务在无活动时保留的分钟数
manage-line = 第 { $line } 行，{ $field }
manage-link = 链接
manage-link-elsewhere = 如果本系统通过其他地址访问，请将该地址放在 { $path } 之前。
manage-link-give = 请将此链接交给 { $name }。它只在此刻显示，仅可使用一次，七天内有效：
manage-login-hint = 例如电子邮箱。
manage-make-a-release = 制作发布版
manage-make-release = 制作发布版
manage-initial-coverage = 初审审查的任务比例（%）
manage-final-coverage = 终审审查的任务比例（%）
manage-coverage-hint = 低于 100 时随机抽取任务，其余任务不经决定直接通过，每个发布版都会注明。
manage-minimum-justification = 理由的最少字符数
manage-minutes = { $n } 分钟
manage-model = 模型
manage-model-hint = 单个版本，名称与排行榜和导入文件一致。
manage-models = 模型
manage-models-caption = 已登记的模型
manage-models-to-compare = 要对比的模型
manage-name = 名称
manage-name-hint = 标注员和审核员会看到它；请不要写模型名称。
manage-names-its-maker = 以下提示词的回答中出现了已登记的模型或厂商名称，会让标注员知道作者是谁。请在开启评测前检查：
manage-new-evaluation = 新建评测
manage-new-set = 新建提示词集
manage-next-steps = 下一步
manage-no-evaluations = 还没有评测
manage-no-evaluations-text = 评测请标注员在一个提示词集上对比模型。
manage-no-models = 还没有模型
manage-no-models-text = 请先登记厂商，再登记其模型。标注员和审核员永远看不到这些名称。
manage-no-releases = 还没有。发布版是根据目前已通过评判得出的排行榜，永不更改。
manage-no-sets = 还没有提示词集
manage-no-sets-text = 请在下方创建，然后导入提示词和模型的回答。
manage-none = 无
manage-nothing-changed = 未作任何更改。{ $why }
manage-nothing-imported = 未导入任何内容。请修正以下问题后重新发送文件：
manage-of = { $done } / { $total }
manage-one-a-line = 每行一个。
manage-open = 开启评测
manage-open-text = 开启后将锁定提示词集版本、生成任务并分给标注员。此后设置不再更改。
manage-opened = 已开启，共 { $tasks } 个任务。
manage-optional = { $name }（选填）
manage-partial = 允许缺少部分模型回答的提示词（每个至少仍需两个回答）
manage-password-link = 新的密码链接
manage-people = 人员
manage-people-caption = 人员及其角色
manage-person-active = 在用
manage-person-disabled = 已停用
manage-person-invited = 已邀请
manage-person-name-hint = 同事看到的名字；审核员永远看不到标注员的名字。
manage-progress-judgments = 已收到的评判
manage-progress-tasks = 已通过的任务
manage-prompt-set = 提示词集
manage-prompt-sets = 提示词集
manage-prompts = 提示词
manage-prompts-in-it = 其中的提示词
manage-provisional = 评判数低于此值则为暂定
manage-register-a-model = 登记模型
manage-register-a-vendor = 登记厂商
manage-register-model = 登记模型
manage-register-vendor = 登记厂商
manage-registered = 已登记。
manage-rejected = 被驳回
manage-release-deprecated = 已弃用
manage-release-draft = 草稿：仅管理员可见
manage-release-facts = { $judgments } 个评判，{ $state }
manage-release-line = 发布版 { $number }
manage-release-made = 发布版已制作。公开之前仅管理员可见。
manage-release-provisional = 暂定
manage-release-published = 已公开
manage-releases = 发布版
manage-reopen = 重新开启
manage-reopen-text = 标注员将再次收到任务。
manage-reopened = 已重新开启。
manage-resampling = 区间：重抽样单位
manage-resampling-judgments = 单个评判
manage-resampling-prompts = 提示词及其全部评判
manage-responses = 回答
manage-returned = 被退回
manage-roles-changed = 角色已更改；此人需重新登录。
manage-roles-of = { $name } 的角色
manage-rounds = 自助法轮数
manage-save-roles = 保存角色
manage-seed = 随机种子
manage-seed-hint = 相同的种子得到完全相同的结果。
manage-set-created = 已创建。现在请导入提示词及其回答。
manage-set-version = { $set }，版本 { $version }
manage-settings = 设置
manage-signs-in-as = 登录名
manage-state = 状态
manage-step-done = （已完成）
manage-step-evaluation = 创建评测
manage-step-models = 登记厂商和至少两个模型
manage-step-open = 开启评测
manage-step-people = 邀请标注员和审核员
manage-step-prompts = 创建提示词集，并导入提示词和回答
manage-vendor = 厂商
manage-version = 版本
manage-version-open = 未使用：可加入提示词和回答
manage-version-option = { $set } · 版本 { $version } · { $prompts } 个提示词
manage-version-sealed = 已被评测使用：可加入更多模型的回答，不再接受新提示词
manage-versions = 版本
manage-waiting = 等待审核
manage-weights = 权重
manage-weights-pairs = 按配对对比次数的倒数
manage-zero-optional = 0 表示可不填。

## board

## problem: what stands in the way

problem-bad-request = 无法理解该请求。请返回后重试。
problem-conflict = 自您打开后，内容已有变化。未保存任何内容；请刷新页面查看最新情况。
problem-forbidden = 您无权这样做。如果您是从其他网站的链接来的，请直接打开 Assay 再试。
problem-internal = 服务器出错，已做记录。如再次发生，请将下面的编号告诉管理员。
problem-invalid = 表单中有缺失或格式不对的内容。未保存任何内容；请返回检查。
problem-method-not-allowed = 此地址不能这样使用。
problem-not-found = 这里什么也没有，或者不属于您。
problem-overloaded = 服务器繁忙，未能完成。请稍后再试。
problem-refused = 无法执行该请求。
problem-request = 请求编号 { $id }
problem-signed-out = 您尚未登录，或会话已结束。请登录后重试。
problem-timeout = 上传过慢，已被中止。未保存任何内容；请重试。
problem-title-forbidden = 无权限
problem-title-internal = 这是我们的问题
problem-title-not-found = 这里什么也没有
problem-title-refused = 操作未成功
problem-title-signed-out = 请登录
problem-title-wait = 请稍候
problem-to-start = 返回首页
problem-too-large = 您发送的内容超出此页面允许的大小。未保存任何内容。
problem-too-many-requests = 短时间内尝试次数过多。请稍等后再试。
problem-unsupported-media-type = 此地址不接受该类型的内容。

## refusal: what a rule refuses, and what to mend; the English text is that of `server/domain` and `server/workflow`

refusal-a-role = 请至少选择一个角色。
refusal-an-admin = 必须至少保留一位管理员；请先将此角色赋予他人。
refusal-annotators-per-task = 每个任务请选择 1 至 9 名标注员。
refusal-choose-file = 请选择文件。
refusal-comment-long = 意见请限制在 5,000 个字符以内，且不含 NUL 字符。
refusal-comparison-only = 此版本只能创建对比评测。
refusal-criteria-many = 最多选择 20 项标准。
refusal-criteria-names = 每项标准和标签都需要 1 至 80 个字符的名称。
refusal-criteria-twice = 有两项标准或两个标签同名；请改其中一个。
refusal-decide-once = 请对此评判作出决定，且只作一次。
refusal-domain = 请填写 1 至 60 个字符的领域，例如“编程”。
refusal-draft-long = 草稿过长，无法保存。
refusal-evaluation-taken = 已有同名评测。
refusal-file-after = 对象结束后仍有文字，位于第 { $column } 列。
refusal-file-attributes = 属性名和属性值为 1 至 200 个字符，不含控制字符。
refusal-file-both = 请只给出 prompt 或 turns 之一。
refusal-file-empty = 此文本为空。
refusal-file-id = 请给出 1 至 200 个字符、不含控制字符的 id。
refusal-file-json = 第 { $column } 列不是有效的 JSON；每行是一个完整的 JSON 对象。
refusal-file-known-prompt = 此版本中已有相同 id 但内容不同的提示词；请换一个 id 或导入新版本。
refusal-file-known-response = 此模型对该提示词的回答已存在，但内容不同。
refusal-file-last-turn = 最后一轮必须是用户的发言；回答针对它。
refusal-file-line-long = 该行超过 16 MiB。
refusal-file-missing = 缺少此字段。
refusal-file-model = 此模型尚未登记；请先在“模型”中登记。
refusal-file-name-twice = 此对象中有名称重复。
refusal-file-object = 每行都是一个完整的 JSON 对象，以 {"{"} 开头。
refusal-file-prompt = 缺少此字段；请给出 prompt 或 turns。
refusal-file-response = 缺少此回答：其他行有该模型的回答。请补上，或允许缺少部分模型回答的提示词。
refusal-file-response-twice = 某个模型的回答出现了两次。
refusal-file-role = 有角色不是 system、user 或 assistant。
refusal-file-same-id = 第 { $first } 行已有相同的 id；id 在文件中必须唯一。
refusal-file-sealed = 这是新提示词，但此版本已被评测使用；请导入新版本。
refusal-file-text-long = 此文本超过 1 MiB。
refusal-file-twice = 此字段出现了两次。
refusal-file-two-responses = 缺少回答：一个提示词至少需要两个模型的回答。
refusal-file-type = 第 { $column } 列的值类型不对。
refusal-file-unknown = 未知字段；每行含 id、prompt 或 turns、reference、attributes、responses。
refusal-file-utf8 = 该行从第 { $byte } 个字节起不是有效的 UTF-8；请将文件存为 UTF-8。
refusal-guidelines-long = 请将指南缩短到 100,000 个字符以内。
refusal-last-admin = 不能停用最后一位管理员。
refusal-lease = 时限请选择 1 秒至 7 天。
refusal-login = 请填写 2 至 100 个字符、不含空格的登录名，例如电子邮箱。
refusal-login-taken = 此登录名已被使用。
refusal-login-taken-spelling = 此登录名已被使用，可能写法略有不同。
refusal-minimum-justification = 请选择 0 至 5,000 个字符。
refusal-model-taken = 已登记过同名模型。
refusal-name-100 = 请填写 1 至 100 个字符的名称。
refusal-name-120 = 请填写 1 至 120 个字符的名称。
refusal-no-pairs = 没有任何提示词同时含有其中两个模型的回答。
refusal-no-prompts = 文件中没有提示词；请每行写一个 JSON 对象。
refusal-nobody = 没有使用此登录名的在用账号。
refusal-not-allowed = 您的账号无权这样做。如需此角色，请联系管理员。
refusal-not-found = 这里什么也没有，或者不属于您。
refusal-nothing-approved = 此评测还没有已通过的评判；发布版至少需要一个。
refusal-nul = 请删除 NUL 字符（U+0000）。
refusal-password-current = 这不是您当前的密码。
refusal-password-common = 这是最容易被猜到的密码之一；请换一个。
refusal-password-login = 密码中包含您的登录名；请换一个。
refusal-password-long = 最多使用 { $most } 个字符。
refusal-password-short = 请至少使用 { $least } 个字符；用一句话更容易记住。
refusal-registered-models = 请选择已登记的模型。
refusal-rounds = 请选择 100 至 20,000 轮。
refusal-say-why = 请说明原因，以便下一位知道要改什么。
refusal-set-taken = 已有同名提示词集。
refusal-sign-in = 登录名或密码不正确。
refusal-stale = 自您打开后，内容已有变化。未保存任何内容；页面现在显示最新情况。
refusal-lease-lost = 您的任务时限已到，任务已转给他人。草稿已保留并可查看，但未提交。
refusal-submission-id = 表单丢失了提交编号；请刷新页面。
refusal-submission-reused = 此提交已收到过，但内容不同。以第一次为准。
refusal-conflict-of-interest = 您不能审核此任务：您曾评判过它，或在另一阶段审核过它。
refusal-out-of-order = 此任务目前不能进行这一步。请刷新页面查看最新情况。
refusal-choose-point = 请在量表上选择一项。
refusal-both-bad = “两者都不好”只能与“差不多”同时选择；请任选其一。
refusal-rate-criterion = 请对此标准作出评判。
refusal-foreign-criterion = 有一项标准不属于此评测；请刷新页面。
refusal-foreign-tag = 有一个错误标签不属于此评测；请刷新页面。
refusal-justification-short = 请至少写 { $least } 个字符；目前有 { $written } 个。
refusal-justification-long = 请缩短到 { $most } 个字符以内；目前有 { $written } 个。
refusal-tags-many = 最多选择 40 个错误标签。
refusal-two-models = 请至少选择两个模型进行对比。
refusal-vendor = 请选择已登记的厂商。
refusal-vendor-taken = 此厂商已登记过。
refusal-version-with-prompts = 请选择含有提示词的提示词集版本。
refusal-whole-number = 请填写不小于 0 的整数。
refusal-correction-why = 请说明修正的原因；修正会与原因一起显示。
refusal-correction-empty = 尚未作任何更改。请更改某项答案，或选择“通过”。
refusal-reason-approve = 通过不需要原因；请选择其他决定。
refusal-reason-text = 请用 1 至 200 个字符写出原因。
refusal-reason-unknown = 请选择为该决定提供的原因。
refusal-reason-taken = 该原因已在列表中，可能已停用。
refusal-fields-foreign = 要更改的内容不属于本评测；请刷新页面。
refusal-coverage = 请选择 1% 至 100% 的任务。
refusal-in-hand = 您手上已有 { $most } 个任务。请先决定或交还其中一个。
