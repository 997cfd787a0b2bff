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
refusal-guidelines-long = 请将指南缩短到 100,000 个字符以内。
refusal-last-admin = 不能停用最后一位管理员。
refusal-lease = 时限请选择 1 秒至 7 天。
refusal-login = 请填写 2 至 100 个字符、不含空格的登录名，例如电子邮箱。
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
refusal-password-common = 这是最容易被猜到的密码之一；请换一个。
refusal-password-login = 密码中包含您的登录名；请换一个。
refusal-password-long = 最多使用 { $most } 个字符。
refusal-password-short = 请至少使用 { $least } 个字符；用一句话更容易记住。
refusal-registered-models = 请选择已登记的模型。
refusal-rounds = 请选择 100 至 20,000 轮。
refusal-say-why = 请说明原因，以便下一位知道要改什么。
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
refusal-version-with-prompts = 请选择含有提示词的提示词集版本。
refusal-whole-number = 请填写不小于 0 的整数。
