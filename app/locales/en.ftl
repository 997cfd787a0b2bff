# English: the language that every other falls back on. How to use and add messages: `app/src/i18n/mod.rs`.
#
# Glossary: the words of the method, each used for one thing only.
#   prompt set, prompt, vendor, model, response, evaluation, kind (comparison, rating, correctness), task, slot, assignment,
#   lease, judgment, preference, criterion, error tag, justification, guidelines, initial review, final review,
#   approve, return, reject, send back, release, publish, leaderboard, exposure, annotator, reviewer, admin, draft.

language-name = English

## figures: how numbers and moments are written

number-decimal = { "." }
number-group = { "," }
number-group-from = 4
moment = { $day } { $month } { $year }, { $time } UTC
date = { $day } { $month } { $year }
date-short = { $day } { $month }
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min { $seconds } s
duration-hours = { $hours } h { $minutes } min
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## word: the domain's words, see `app/src/i18n/words.rs`

word-annotator = annotator
word-critical = critical
word-initial-reviewer = initial reviewer
word-final-reviewer = final reviewer
word-admin = admin
word-comparison = comparison
word-major = major
word-minor = minor
word-partly-right = Partly right
word-rating = rating
word-correctness = correctness
word-draft = draft
word-open = open
word-closed = closed
word-annotating = annotating
word-initial-review = initial review
word-final-review = final review
word-approved = approved
word-approve = Approve
word-return = Return
word-reject = Reject
word-right = Right
word-send-back = Send back
word-a-much-better = A is much better
word-a-better = A is better
word-a-slightly-better = A is slightly better
word-about-the-same = About the same
word-b-slightly-better = B is slightly better
word-b-better = B is better
word-b-much-better = B is much better
word-better = better
word-much-better = much better
word-slightly-better = slightly better
word-wrong = Wrong

## shell: the frame of every page and the start page

home-heading = Models, judged by people
home-what = Assay ranks language models by human judgment on prompts that stay private. Every task is judged by several people and passes two reviews before it counts.
shell-judge = Judge
shell-language = Language
shell-leaderboards = Leaderboards
shell-manage = Manage
shell-motto = human judgment on private prompts
shell-places = Places
shell-review = Review
shell-sign-in = Sign in
shell-sign-out = Sign out
shell-skip = Skip to the content
shell-start = Start

## ui: components that several places use

ui-page-before = Previous page
ui-page-after = Next page
ui-page-of = Page { $page } of { $last }
ui-breadcrumbs = Breadcrumbs
ui-mend = Nothing was saved yet. Please mend this:
ui-progress = { $done } of { $total } { $what } ({ $share } %)

## account

account-appearance = Appearance
account-begin = Begin
account-choose-password = You will sign in as { $login }. Choose a password to begin.
account-colours = Colours
account-colours-dark = Dark
account-colours-light = Light
account-colours-system = As the system
account-dead-link = This link was used already, has expired, or never was one. Ask an admin for a new one.
account-leave = Leave
account-leave-text = Signing out ends this session for good. Drafts stay, and tasks in hand wait until their time runs out.
account-login = Sign-in name
account-login-hint = Such as your e-mail address.
account-name = Your name
account-name-hint = As colleagues see it.
account-no-account = No account? An admin of this installation can invite you. Password lost? An admin can give you a new link.
account-password = Password
account-password-hint = At least 10 characters; a sentence is easy to remember.
account-password-change = Change the password
account-password-changed = The password is changed. You are signed out everywhere else.
account-password-current = Current password
account-password-new = New password
account-sign-out-everywhere = Sign out of every browser
account-roles = Roles
account-set-up = Set up Assay
account-set-up-text = This makes the first admin, who invites everyone else. Next you will register models, import prompts and open an evaluation.
account-sign-out = Sign out of this browser
account-signed-in = You are signed in. Next time use your sign-in name and password.
account-title = Account
account-welcome = Welcome, { $name }
account-welcome-title = Welcome
account-second-factor = Second factor
account-second-factor-what = With it, signing in asks for a six-digit code from an app on your phone, so that a stolen password alone opens nothing.
account-second-factor-open = Set up or change
account-second-factor-off = It is off. To turn it on you need an authenticator app, such as the one that came with your phone or password manager.
account-second-factor-begin = Show the secret
account-second-factor-on = It is on. Recovery codes left: { $left }.
account-second-factor-turn-off = Turn it off
account-second-factor-turn-off-text = For a new phone, turn it off here and on again there; that gives new recovery codes too.
account-second-factor-scan = Scan this with your authenticator app, then type the code that it shows. Do both within ten minutes.
account-second-factor-square = QR code with the secret for your authenticator app
account-second-factor-type = Type it instead
account-second-factor-secret = Secret
account-second-factor-address = The same as an address
account-second-factor-first-code = The six digits that the app shows now.
account-second-factor-turn-on = Turn it on
account-second-factor-leave = Leave it off
account-second-factor-is-on = The second factor is on. You are signed out everywhere else.
account-second-factor-turned-off = The second factor is off. You are signed out everywhere else.
account-second-factor-resting = Your role { $role } needs a second factor. It rests until you turn it on.
account-recovery-codes = Recovery codes
account-recovery-codes-text = Each of them signs you in once without the app. Keep them where your phone is not; they are never shown again.
account-recovery-codes-kept = I have kept them
account-code-title = One more step
account-code = Code
account-code-hint = The six digits that your authenticator app shows now, or one of your recovery codes.
account-code-other = Sign in as someone else
account-code-lost = Neither at hand? An admin can reset your second factor.
account-code-too-late = The code came too late, or your account changed meanwhile. Sign in again.

## annotate
annotate-leave = Leave this task
annotate-skip = Skip this task
annotate-flag = Report a broken prompt
annotate-skip-hint = It goes to someone else, and you will not get it again.
annotate-flag-hint = An admin looks at it. Until then nobody gets its tasks; your draft is kept.
annotate-skip-do = Skip for good
annotate-flag-do = Report the prompt
annotate-leave-reason = Reason
annotate-leave-note = In your words
annotate-leave-back = Back to the task
annotate-skipped = Skipped. Here is what comes next.
annotate-flagged = Thank you. An admin will look at the prompt.
annotate-skip-expertise = The subject is not mine
annotate-skip-language = The language or dialect is not mine
annotate-skip-content = I would rather not judge such content
annotate-skip-familiar = I know this from elsewhere
annotate-other-reason = Something else
annotate-flag-unclear = It cannot be understood or answered
annotate-flag-incomplete = Something it refers to is missing
annotate-flag-wrong-reference = The reference answer is wrong
annotate-flag-names-its-maker = A response says who wrote it
annotate-flag-harmful = Personal or dangerous content
annotate-flag-display = It is not displayed as it should be

annotate-answer-fact = Final answer
annotate-approved-both = Approved by both reviews
annotate-at-least =
    At least { $n ->
        [one] one character
       *[other] { $n } characters
    }.
annotate-at-passages = At passages
annotate-at-passages-hint = Select it in the response, or copy it from there. Saving the draft gives more rows.
annotate-both-bad = Both are bad
annotate-came-back = This judgment came back.
annotate-draft-saved = The draft is saved.
annotate-empty-response = The response is empty.
annotate-error-at = Error at passage { $number }
annotate-errors-a = Errors in response A
annotate-errors-b = Errors in response B
annotate-errors-fact = Errors
annotate-errors-found = The errors found
annotate-errors-one = Errors in the response
annotate-final-answer = Final answer of the response
annotate-final-answer-hint = Select it in the response, or copy it from there, with as many words around it as make it unmistakable.
annotate-go-on = Go on to the next task
annotate-go-on-judging = Go on judging
annotate-guidelines = Guidelines
annotate-had-chosen = What you had chosen and written
annotate-how-bad = How bad: { $tag }
annotate-how-bad-passage = How bad: error at passage { $number }
annotate-how-good = How good is the response?
annotate-is-right = Is the response right?
annotate-judge = Judge
annotate-kept-until = Kept for you until { $time }, longer while you work
annotate-look-again = Look again
annotate-look-at = Look again at:
annotate-my-work = My work
annotate-no-answer-fact = Gives no final answer
annotate-no-error = No error
annotate-no-final-answer = The response gives no final answer
annotate-not-answered = not answered
annotate-not-submitted = Not submitted
annotate-nothing = Nothing to judge now
annotate-nothing-text = Every open task has its annotators, or you have judged it already. New tasks and judgments that come back appear here.
annotate-nothing-written = nothing written
annotate-optional = { $name } (optional)
annotate-optional-short = Optional.
annotate-overall = Overall
annotate-overall-answer = The overall answer
annotate-passage = Passage
annotate-passage-of = Passage { $number }
annotate-points-hint = 0 (worst) to 100 (best)
annotate-points-of = { $name }: 0 to 100 points
annotate-prompt = Prompt
annotate-reason = Reason:
annotate-reference = Reference answer
annotate-rejected = Rejected
annotate-response = Response
annotate-response-a = Response A
annotate-response-b = Response B
annotate-returned-to-you = Returned to you
annotate-reviewer-writes = A reviewer writes:
annotate-save-draft = Save draft
annotate-submit = Submit
annotate-submitted = Submitted.
annotate-tag = { $tag } ({ $severity })
annotate-tag-at = { $tag } ({ $severity }, at “{ $quote }”)
annotate-the-justification = The justification
annotate-turn-assistant = Assistant
annotate-turn-system = System
annotate-turn-user = User
annotate-waiting = Waiting for review
annotate-which-better = Which response is better?
annotate-why = Why?
annotate-why-fact = Why
annotate-write = Write:
annotate-write-leave = leave:
annotate-yes = yes
annotate-guidelines-changed = The guidelines have changed
annotate-guidelines-changed-text = This is version { $version } of the guidelines of { $evaluation }. Read it before you go on; what you wrote is kept as a draft.
annotate-guidelines-confirm = I have read them; go on
annotate-undo-until = Submitted. It can be undone until { $time }.
annotate-undo = Undo
annotate-undone = The submission is undone. Your judgment is open again; submit it when it is right.
annotate-undo-late = It could not be undone any more: the time is over, or a reviewer has the task.


## work: an annotator's own work

work-nothing-yet = You have not judged anything yet
work-nothing-yet-text = What you submit, what comes back and why, and your pace stand here. Choose “Go on judging” to begin with your first task.
work-clock = Days are those of this browser’s clock ({ $zone }), weeks begin on Monday.
work-clock-unknown = Days are counted in UTC, since this browser has not said what its clock is; weeks begin on Monday.
work-active-means = Active time is the time you worked on what you submitted; drafts and skipped tasks are not in it, and what you took back is not counted.
work-came-back =
    { $count ->
        [one] One judgment came back to you.
       *[other] { $count } judgments came back to you.
    }
work-see-why = See why
work-open =
    { $count ->
        [one] One task is open in your hands; “Go on judging” leads to it.
       *[other] { $count } tasks are open in your hands; “Go on judging” leads to them.
    }
work-pace = Today, this week and the weeks before
work-when = When
work-submitted = Submitted
work-revised = Revised
work-active = Active time
work-median = Median per judgment
work-per-hour = Per active hour
work-today = Today
work-this-week = This week, since { $from }
work-week = { $from } to { $to }
work-usual-none = Your pace is told against your own four weeks before, once there are judgments in both.
work-usual-slower = A judgment takes you { $now } this week, { $percent } % more than your own { $usual } in the four weeks before (medians).
work-usual-faster = A judgment takes you { $now } this week, { $percent } % less than your own { $usual } in the four weeks before (medians).
work-usual-same = A judgment takes you { $now } this week, as in your own four weeks before (medians).
work-days = The last 14 days
work-days-title = Submitted per day, { $from } to { $to }
work-days-words =
    { $count ->
        [one] One submission in all. The table below has the numbers of each day.
       *[other] { $count } submissions in all. The table below has the numbers of each day.
    }
work-days-table = As a table
work-day = Day
work-standing = How your judgments stand
work-approval-none = Nothing is decided yet: reviewers see a task once all its annotators have judged it.
work-approval =
    { $decided ->
        [one] { $approved } of 1 decided is approved ({ $share } %), { $once } without coming back.
       *[other] { $approved } of { $decided } decided are approved ({ $share } %), { $once } of them without coming back.
    }
work-returned-since = came back
work-rejected-since = rejected
work-waiting-since = submitted
work-approved-since = approved
work-corrected = A reviewer corrected it:
work-you-wrote = You wrote:
work-held = Its prompt was reported as broken. It can be revised when an admin has looked at it.
work-revise = Revise
work-pages = Pages of the list
work-no-returned = Nothing came back
work-no-returned-text = What a reviewer returns to you stands here with the reason; until then, go on judging.
work-no-rejected = Nothing was rejected
work-no-rejected-text = What a reviewer rejects stands here with the reason.
work-no-waiting = Nothing waits for review
work-no-waiting-text = What you submit waits here until both reviews are through; go on judging to add to it.
work-no-approved = Nothing is approved yet
work-no-approved-text = A judgment comes here when both reviews have approved it. There is nothing for you to do.
work-see-all = What you did, what came back and why

## review

review-heading = Review
review-initial = Initial review
review-final = Final review
review-evaluation = Evaluation
review-domain = Domain
review-tasks = Tasks
review-task = Task
review-oldest-since = Oldest since
review-waiting-since = Waiting since
review-waiting-initial = Tasks that wait for initial review
review-waiting-final = Tasks that wait for final review
review-start-initial = Start initial review
review-start-final = Start final review
review-choose = Choose from the list
review-nothing-waits = Nothing waits
review-nothing-initial = A task comes here when all its judgments are in. Tasks you judged yourself go to someone else.
review-nothing-final = A task comes here when all its judgments have passed initial review. Tasks you reviewed initially go to someone else.
review-nothing-filtered = No task that waits for you fits what you filter by.
review-look-again = Look again
review-without-filter = Without the filter
review-back-to-queues = Back to the queues
review-back-to-list = Back to the list
review-agreement = Agreement
review-agreement-of = { $share } % of pairs agree, { $distance } points apart
review-flags = Flags
review-in-hand = in your hands
review-returned-before = returned before
review-few-agree = few agree
review-both-bad = Both are bad
review-critical = critical error
review-any = Any
review-sort = Order
review-sort-oldest = Oldest first
review-sort-newest = Newest first
review-sort-agreement = Least agreement first
review-sort-flags = Most flags first
review-only-flagged = Only tasks with
review-apply = Apply
review-take-first = Take the first
review-tasks-found = 
    { $count ->
        [one] One task
       *[other] { $count } tasks
    }
review-pages = Pages
review-taken = This task is in other hands now, or it has moved on.
review-kept-until = Kept for you until
review-lost = The task is not in your hands any more: you were away for long. What you write here cannot be submitted; copy it.
review-given-back = Given back; someone else can take it now.
review-give-back = Give back
review-decided-flash = Decided.
review-not-decided = Not decided
review-what-you-wrote = What you had written
review-response = Response
review-response-number = Response { $number }
review-judgments = Judgments
review-annotators = Annotators
review-annotator = Annotator { $letter }
review-decided = decided
review-revision = revision { $number }
review-corrected = corrected
review-before = before
review-overall = Overall
review-final-answer = Final answer
review-no-final-answer = The response gives no final answer
review-errors = Errors
review-errors-1 = Errors in response 1
review-errors-2 = Errors in response 2
review-justification = Justification
review-active-time = Active time
review-decided-so-far = Decided so far
review-which-is-a = In this annotator’s text, A is Response { $a } and B is Response { $b }.
review-yes = yes
review-differ = differ
review-opposed = 
    { $points ->
        [one] opposed, 1 point apart
       *[other] opposed, { $points } points apart
    }
review-differ-by = 
    { $points ->
        [one] differ, 1 point apart
       *[other] differ, { $points } points apart
    }
review-apart = 
    { $points ->
        [one] 1 point apart
       *[other] { $points } points apart
    }
review-all-agree = The judgments do not differ.
review-differences = Differences
review-about = About: { $parts }
review-was-approved = approved
review-was-corrected = corrected and approved
review-was-returned = returned
review-was-rejected = rejected
review-was-sent-back = sent back
review-1-much-better = Response 1 is much better
review-1-better = Response 1 is better
review-1-slightly-better = Response 1 is slightly better
review-about-the-same = About the same
review-2-slightly-better = Response 2 is slightly better
review-2-better = Response 2 is better
review-2-much-better = Response 2 is much better
review-error = { $tag } ({ $severity })
review-error-at = { $tag } ({ $severity }) at “{ $passage }”
review-severity-of = How bad: { $tag }
review-decisions = Decisions
review-submit = Submit decisions
review-approve-all = Approve all { $count }
review-approve-agreeing = Approve the { $count } that agree
review-return-to-annotator = Return to the annotator
review-reject-for-new = Reject; someone new judges
review-send-back = Send back to initial review
review-correct-and-approve = Correct and approve
review-comment-for = Comment for annotator { $letter }
review-comment-hint = Its annotator reads it, without your name: once it is returned or rejected, and beside an approval once both stages have approved. Needed without a reason for everything but approval, and for a correction.
review-comment-hint-final = Its annotator reads it, without your name, beside an approval too. Only what you write when you send it back is for initial review alone. Needed without a reason for everything but approval, and for a correction.
review-reason-for = Reason for annotator { $letter }
review-no-reason = No reason from the list
review-what-to-change = What to change
review-correct-heading = Correct annotator { $letter }
review-correct-hint = Counts only with “Correct and approve”. The original stays; the correction is marked everywhere, and a release may leave it out.
review-keys = Keys
review-close = Close
review-key-open = Open the task
review-key-previous = To the one before
review-key-next = To the next task of the list, or the next row that differs
review-key-sheet = All keys
review-key-annotator = To the decision on that annotator
review-key-verdict = That verdict from the top; after an approval on to the next annotator
review-key-comment = Write the comment
review-key-agreeing = Approve all that agree
review-key-read = Read a response; again for the other. Arrow keys scroll
review-key-guidelines = Open and close the guidelines
review-key-leave = Leave the text field
review-agreement-range = ratings within { $range } points
review-agreement-share = { $share } % of pairs agree

## manage

manage-anyone = Anyone
manage-audit = Audit log
manage-audit-action = Action
manage-audit-action-hint = Such as judgment.submit, or judgment. for all of a kind
manage-audit-detail = Detail
manage-audit-head = The head of the chain
manage-audit-head-text = This hash stands for all { $entries } entries. Keep it where this server cannot change it: assay audit verify --head compares it later.
manage-audit-nobody = the system
manage-audit-number = No.
manage-audit-subject = Subject
manage-audit-subject-hint = Such as task:17
manage-audit-what = Every change, sign-in, refusal, export and exposure. Entries are only ever added, and each carries the hash of the one before.
manage-export = Export approved judgments
manage-export-button = Export
manage-export-recipient = Recipient
manage-export-recipient-hint = Whom the file is for; it stands in the file and is on record
manage-export-what = One JSON line per approved judgment, with its justification. The exposure ledger notes that you have these prompts.
manage-exposure = Exposure
manage-exposure-what = Who was shown which prompt, and when: written before the prompt left the server.
manage-filter = Show
manage-from-day = From
manage-nothing-fits = Nothing fits
manage-nothing-fits-text = Nothing on record fits what you asked for.
manage-older = Older entries
manage-prompt-id = Prompt
manage-prompt-id-hint = Its id in the imported file
manage-prompt-set-version = Prompt set and version
manage-shown-annotation = annotation
manage-shown-export = export
manage-shown-management = management
manage-shown-why = For
manage-until-day = Until
manage-when = When
manage-who = Who
manage-account-closed = The account is closed; what the person did stays.
manage-account-opened = The account is open again.
manage-all-tasks = All tasks
manage-annotators = Annotators
manage-annotators-per-task = Annotators per task
manage-at-least =
    at least { $n ->
        [one] one character
       *[other] { $n } characters
    }
manage-being-judged = Being judged now
manage-canary = Canary
manage-card-numbers = { $annotating } annotating, { $initial } in initial review, { $last } in final review, { $approved } approved
manage-change = Change
manage-change-person = Change { $name }
manage-close = Close evaluation
manage-close-text = Closing gives out no new tasks. What is in hand can be finished and reviewed.
manage-closed = Closed.
manage-counts =
    { $evaluations ->
        [one] One evaluation
       *[other] { $evaluations } evaluations
    } · { $sets ->
        [one] one prompt set
       *[other] { $sets } prompt sets
    } · { $models ->
        [one] one model
       *[other] { $models } models
    } · { $people ->
        [one] one account
       *[other] { $people } accounts
    }
manage-create-draft = Create as a draft
manage-create-set = Create prompt set
manage-criteria = Criteria
manage-criteria-hint = Rows without a name are left out. A comparison asks for a preference on each. Where one response is judged, an empty scale means 0 to 100 points; or write labels: Poor = 0; Fair = 50; Good = 100.
manage-criterion-help = What to look for
manage-criterion-help-of = Help for criterion { $number }
manage-criterion-name-of = Name of criterion { $number }
manage-criterion-required = Required
manage-criterion-required-of = Criterion { $number } is required
manage-disable = Disable
manage-domain = Domain
manage-domain-hint = Such as coding, math, instruction following, Spanish.
manage-draft-created = Created as a draft. Open it when everything is right.
manage-enable = Enable
manage-error-tags = Error tags
manage-evaluation = Evaluation
manage-evaluations = Evaluations
manage-file = JSONL file
manage-file-hint = One prompt a line; all of the file is imported, or nothing.
manage-first = Something comes first
manage-first-text = An evaluation needs models and a prompt set with prompts.
manage-flow = Where the tasks stand
manage-flow-annotating = Annotating
manage-flow-approved = Approved
manage-flow-final = Final review
manage-flow-initial = Initial review
manage-flow-picture = Tasks by state; the table has the numbers
manage-format = The format
manage-format-text = The models must be registered. Instead of one prompt, turns hold a conversation that ends with the user. reference and attributes are optional. An empty response means that the model said nothing.
manage-guidelines = Guidelines
manage-guidelines-hint = Markdown; shown beside each task.
manage-held = Held responses
manage-held-approve = Approve what is ticked
manage-held-introduction = It seems to introduce itself with a well-known name.
manage-held-item = Prompt { $id }: the response of { $model } tells annotators nothing about who wrote it
manage-held-name = It has the name of a registered model or vendor.
manage-held-none = Nothing is held
manage-held-none-text = No response of this prompt set waits for you.
manage-held-text = These responses seem to tell who made them. No annotator or reviewer sees them until you approve them. Where one really tells, import a mended file into a new version.
manage-held-approved =
    { $count ->
        [one] One response is approved.
       *[other] { $count } responses are approved.
    }
manage-held-waiting =
    { $count ->
        [one] One response seems to tell who made it and waits for you.
       *[other] { $count } responses seem to tell who made them and wait for you.
    }
manage-import = Import
manage-import-heading = Import prompts and responses
manage-imported =
    Imported into version { $version }: { $prompts ->
        [one] one new prompt
       *[other] { $prompts } new prompts
    }, { $responses ->
        [one] one new response
       *[other] { $responses } new responses
    }.
manage-into = Into
manage-into-latest = the latest version
manage-into-new = a new version
manage-invite = Invite
manage-invite-someone = Invite someone
manage-judgments-in = Judgments in, of all places
manage-justification = Justification
manage-kind = Kind
manage-latest-version = Latest version
manage-lease = Lease
manage-lease-minutes = Minutes a task is kept without a sign of life
manage-line = line { $line }, { $field }
manage-link = Link
manage-link-elsewhere = If people reach this installation at another address, put that in front of { $path } instead.
manage-link-give = Give this link to { $name }. It is shown only now, works once and for seven days:
manage-login-hint = Such as an e-mail address.
manage-make-a-release = Make a release
manage-make-release = Make release
manage-initial-coverage = Share of the tasks that initial review looks at, in %
manage-final-coverage = Share of the tasks that final review looks at, in %
manage-coverage-hint = Below 100 the tasks are drawn at random; the others pass without a decision, and every release says so.
manage-minimum-justification = Least characters of a justification
manage-minutes =
    { $n ->
        [one] One minute
       *[other] { $n } minutes
    }
manage-model = Model
manage-model-hint = One version, as boards and import files name it.
manage-models = Models
manage-models-caption = Registered models
manage-models-to-compare = Models to judge
manage-name = Name
manage-name-hint = Annotators and reviewers see it; do not name a model.
manage-new-evaluation = New evaluation
manage-new-set = New prompt set
manage-next-steps = Next steps
manage-no-evaluations = No evaluations yet
manage-no-evaluations-text = An evaluation asks annotators to compare models on a prompt set.
manage-no-models = No models yet
manage-no-models-text = Register a vendor first, then its models. Annotators and reviewers never see these names.
manage-no-releases = None yet. A release is a leaderboard of the judgments approved so far; it never changes.
manage-no-sets = No prompt sets yet
manage-no-sets-text = Create one below, then import prompts with the models' responses.
manage-none = none
manage-nothing-changed = Nothing was changed. { $why }
manage-nothing-imported = Nothing was imported. Mend this and send the file again:
manage-of = { $done } of { $total }
manage-one-a-line = One a line.
manage-open = Open evaluation
manage-open-text = Opening seals the prompt-set version, makes the tasks and gives them to annotators. The settings stand after that.
manage-opened =
    Open, with { $tasks ->
        [one] one task
       *[other] { $tasks } tasks
    }.
manage-optional = { $name } (optional)
manage-partial = Allow prompts that lack some models' responses (each still needs two)
manage-password-link = New password link
manage-people = People
manage-people-caption = People and their roles
manage-person-active = active
manage-person-disabled = disabled
manage-person-invited = invited
manage-person-name-hint = As colleagues see it; reviewers never see an annotator's.
manage-progress-judgments = judgments in
manage-progress-tasks = tasks approved
manage-prompt-set = Prompt set
manage-prompt-sets = Prompt sets
manage-prompts = Prompts
manage-prompts-in-it = Prompts in it
manage-provisional = Provisional below this many judgments
manage-register-a-model = Register a model
manage-register-a-vendor = Register a vendor
manage-register-model = Register model
manage-register-vendor = Register vendor
manage-registered = Registered.
manage-rejected = Rejected
manage-release-deprecated = deprecated
manage-release-draft = draft: only admins see it
manage-release-facts =
    { $judgments ->
        [one] one judgment
       *[other] { $judgments } judgments
    }, { $state }
manage-release-line = Release { $number }
manage-release-made = The release is made. Only admins see it until you publish it.
manage-release-provisional = provisional
manage-release-published = published
manage-releases = Releases
manage-reopen = Open again
manage-reopen-text = Annotators get tasks again.
manage-reopened = Open again.
manage-resampling = Intervals: draw again
manage-resampling-judgments = single judgments
manage-resampling-prompts = prompts with all their judgments
manage-responses = Responses
manage-returned = Returned
manage-roles-changed = The roles are changed; the person signs in again.
manage-roles-of = Roles of { $name }
manage-rounds = Bootstrap rounds
manage-save-roles = Save roles
manage-seed = Seed
manage-seed-hint = The same seed gives the same bits.
manage-set-created = Created. Now import prompts with their responses.
manage-set-version = { $set }, version { $version }
manage-settings = Settings
manage-signs-in-as = Signs in as
manage-state = State
manage-step-done = (done)
manage-step-evaluation = Create an evaluation
manage-step-models = Register vendors and at least two models
manage-step-open = Open the evaluation
manage-step-people = Invite annotators and reviewers
manage-step-prompts = Create a prompt set and import prompts with responses
manage-vendor = Vendor
manage-version = Version
manage-version-open = not in use: takes prompts and responses
manage-version-option =
    { $set } · version { $version } · { $prompts ->
        [one] one prompt
       *[other] { $prompts } prompts
    }
manage-version-sealed = in use by an evaluation: takes further models' responses, no new prompts
manage-versions = Versions
manage-waiting = Waiting for review
manage-weights = Weights
manage-weights-pairs = by the inverse of how often a pair was compared
manage-zero-optional = 0 makes it optional.
manage-anchor = Pin the scale by
manage-anchor-elo = Its Elo
manage-anchor-none = nobody: the mean is 1000
manage-floor = Floor of the pair count
manage-floor-hint = Used with the floor chosen above: no pair counts for more than it would with this many judgments.
manage-resampling-annotators = annotators with all their judgments
manage-resampling-cluster-sandwich = nothing: the sandwich estimate, clustered by prompt
manage-resampling-sandwich = nothing: the sandwich estimate, by judgment
manage-slice-minimum = Least judgments of a slice
manage-slice-minimum-hint = Values with fewer get no board and are not named: they could give a prompt away.
manage-slices = Boards of their own for each value of
manage-strength = Weigh preferences by their strength
manage-strengths = Weights of strength, used if chosen above
manage-style = Also with style controlled, side by side
manage-weights-floored = by the inverse of how often a pair was compared, with a floor
manage-leave-out-corrected = Leave out judgments that a reviewer corrected
manage-kind-comparison = Comparison: which of two responses is better
manage-kind-rating = Rating: how good one response is
manage-kind-correctness = Correctness: whether one response is right
manage-set-general = General: 4 criteria
manage-set-coding = Coding: 5 criteria
manage-set-language = Language: 16 criteria
manage-set-ready = Ready-made criteria
manage-set-put = Put into the rows
manage-scale = Scale of a rating
manage-scale-hint = Empty for 0 to 100 points, or labels, one a line, each with what it stands for: Good = 75.
manage-scale-points = 0 to 100 points
manage-scale-column = Scale
manage-criterion-scale-of = Scale of criterion { $number }
manage-undo-seconds = Seconds in which a submission can be undone
manage-undo-hint = 0 for never. It ends earlier when a reviewer takes the task.
manage-save = Save
manage-routing = How tasks are given out
manage-routing-saved = Saved. It holds from the next task on.
manage-routing-priority = Priority, 1 to 9
manage-routing-priority-hint = Tasks of evaluations with a higher priority come first.
manage-routing-match = Annotators must be qualified for
manage-routing-match-hint = What each person is qualified for stands on their page under People.
manage-routing-match-stands = This stands since the evaluation was opened.
manage-routing-domain = the domain of the prompt set
manage-routing-locale = the language of the prompt (its attribute “locale”, such as es-MX)
manage-routing-programming-language = the programming language of the prompt (its attribute “programming_language”)
manage-routing-rounds = Prompts per round
manage-routing-rounds-hint = So many prompts of every pair of models come before any pair’s next ones.
manage-routing-rounds-stand = Rounds of { $prompts } prompts; they stand since the evaluation was opened.
manage-routing-most-tasks = Most tasks per person
manage-routing-most-tasks-hint = 0 sets no limit.
manage-routing-most-share = Largest share of the tasks per person, in %
manage-routing-most-share-hint = 100 sets no limit.
manage-routing-in-hand = Tasks in hand per person
manage-routing-in-hand-hint = The one on the screen and those fetched ahead.
manage-routing-skips = Skips and reports per person and hour
manage-routing-prompts = Different prompts per person and hour
manage-routing-prompts-hint = Keeps anyone from collecting the prompts; set it above what a person can judge with care.
manage-qualifications = Qualifications and ties
manage-qualifications-of = Qualifications and ties of { $name }
manage-qualifications-saved = Saved. It holds from the next task on.
manage-person-domains = Domains
manage-person-domains-hint = As prompt sets have them, such as coding; one a line or with commas.
manage-person-locales = Languages
manage-person-locales-hint = Tags such as es-MX; es alone stands for Spanish of every region.
manage-person-programming-languages = Programming languages
manage-one-a-line-or-commas = One a line or with commas.
manage-person-vendors = Tied to these vendors
manage-person-vendors-hint = Such as an employee or investor: never judges or reviews their models.
manage-no-vendors = No vendor is registered yet.
manage-flags = Reported prompts
manage-flags-what = Nobody gets a task of these prompts until you decide. Releasing lets them go on, voiding takes them out for good.
manage-flags-none = No prompt waits
manage-flags-none-text = What annotators report as broken comes here.
manage-flags-resolved = Decided
manage-flags-waiting =
    { $count ->
        [one] One reported prompt waits for you.
       *[other] { $count } reported prompts wait for you.
    }
manage-flag-named = { $id } in { $set }, version { $version }
manage-flag-said = Reported by { $name }
manage-flag-show = Show the prompt
manage-flag-reference = Reference answer
manage-flag-why = Why
manage-flag-release = Release
manage-flag-void = Void for good
manage-flag-released = Released: its tasks are given out again.
manage-flag-voided = Voided: its tasks are never given out again.
manage-flag-prompt = Prompt
manage-flag-reason = Reason
manage-flag-outcome = Decision
manage-flag-outcome-released = released
manage-flag-outcome-voided = voided
manage-flag-explanation = Why
manage-flag-by = By
manage-flag-when = When
manage-flow-see = See the whole flow live
manage-flow-live = Loads itself again every ten seconds.
manage-flow-still = Stands still.
manage-flow-pause = Pause
manage-flow-resume = Go on
manage-flow-none = No tasks yet
manage-flow-none-text = Opening the evaluation makes its tasks.
manage-flow-where = Where the tasks stand, and how long
manage-flow-place = Place
manage-flow-tasks = Tasks
manage-flow-oldest = Oldest there for
manage-flow-median = Median there for
manage-flow-all = All tasks
manage-flow-held = Held back: the prompt is reported
manage-flow-voided = Out: the prompt is voided
manage-flow-who = Who has what in hand
manage-flow-nobody = Nobody has anything in hand now.
manage-flow-duty = What
manage-flow-judges = judges
manage-flow-revises = revises what came back
manage-flow-since = Oldest in hand for
manage-flow-until = First lease runs out in
manage-flow-over = run out
manage-age-days = { $days } d { $hours } h
manage-age-hours = { $hours } h { $minutes } min
manage-age-minutes = { $minutes } min
manage-benchmark = Public benchmark of the same difficulty
manage-benchmark-accuracy = Accuracy on it, in %
manage-benchmark-hint = Optional: the board then shows each model’s gap to it.
manage-benchmark-items = How many items it has, if known
manage-reasons = Reasons
manage-reasons-what = Reviewers choose from these when they return, reject or send back. A reason that was given stays as it is; retire it to offer it no more.
manage-reason-text = Reason
manage-reason-for = For
manage-reason-given = Given
manage-reason-state = State
manage-reason-offered = offered
manage-reason-retired = retired
manage-reason-add = Add a reason
manage-reason-hint = Annotators read it too.
manage-reason-retire = Retire
manage-reason-again = Offer again
manage-reason-retire-which = Retire: { $reason }
manage-reason-again-which = Offer again: { $reason }
manage-reason-added = Added.
manage-reason-changed = Changed.
manage-reason-none = No reason yet
manage-coverage = Review
manage-coverage-of = initial review looks at { $initial } % of the tasks, final review at { $last } %
manage-coverage-drawn = (so far { $initial } of { $came } tasks were drawn for initial review, { $last } of { $passed } for final review)
manage-guidelines-version = Guidelines, version { $version }
manage-guidelines-edit = Change the guidelines
manage-guidelines-edit-hint = It becomes a new version. Annotators at work confirm it before they go on; earlier versions are kept.
manage-guidelines-save = Save as a new version
manage-guidelines-saved = Version { $version } of the guidelines is in force.
manage-second-factor-reset = Reset the second factor
manage-second-factor-was-reset = The second factor is removed and the person is signed out. The password alone signs in again.
manage-second-factor-roles = Roles that need one
manage-second-factor-roles-hint = In whoever has none the role rests from their next request on, until they turn one on under Account.
manage-second-factor-roles-saved = The roles that need a second factor are saved.

## board

board-above = { $upper } above { $lower }
board-accuracy = Accuracy
board-agreement = Two annotators of the same task agree on the outcome in { $share } of { $pairs } pairs.
board-all-prompts = All prompts
board-alpha = Krippendorff’s alpha of the outcomes is { $alpha } (1 is full agreement, 0 what chance gives).
board-anchored = The scale is pinned by { $model } at { $elo }.
board-as-table = As a table
board-basis = from { $judgments } approved judgments of { $prompts } prompts by { $annotators } annotators
board-basis-slice = from { $judgments } approved judgments of { $prompts } prompts
board-by-annotators = The 95 % intervals are the 2.5th and 97.5th percentiles of { $rounds } bootstrap rounds that draw annotators again, with all their judgments.
board-by-cluster-sandwich = The 95 % intervals are normal ones by the sandwich estimate, clustered by prompt: judgments of one prompt are not taken as independent.
board-by-judgments = The 95 % intervals are the 2.5th and 97.5th percentiles of { $rounds } bootstrap rounds that draw single judgments again, as if they were independent.
board-by-prompts = The 95 % intervals are the 2.5th and 97.5th percentiles of { $rounds } bootstrap rounds that draw prompts again, with all their judgments.
board-by-sandwich = The 95 % intervals are normal ones by the sandwich estimate, with judgments taken as independent.
board-card = Release { $number } · { $judgments } judgments of { $prompts } prompts
board-centred = The mean of the models is 1000.
board-change = Change
board-changed-judgments = Both count { $shared } judgments; { $added } came in, { $removed } are no longer counted.
board-changed-settings = Settings that differ
board-clear = clear
board-clear-means = “Clear” marks a change whose two 95 % intervals do not meet. The two releases share judgments, so a smaller change can be real, too.
board-data = Data
board-deprecate = Deprecate
board-deprecate-means = It stays readable, marked with the date.
board-deprecated = Deprecated (as of { $when })
board-difference = Elo between
board-draft = Draft: only admins see it
board-elo = Elo
board-engine = Engine
board-equal = equal
board-from-to = { $from } to { $to }
board-further = Further judgments
board-further-pair = … of these two only
board-hash = Hash
board-interval = 95 % interval
board-judgments = Judgments
board-left = The response on the left was preferred in { $share } (ties as half); 50 % would be no bias of position.
board-left-interval = The response on the left was preferred in { $share } (95 % interval { $lower } to { $upper }, ties as half); 50 % would be no bias of position.
board-list = Leaderboards
board-made = made { $when },
board-mean = Mean
board-method = Method
board-method-fit = Ratings are a Bradley–Terry fit on the Elo scale (1000 + 400 · log10 of strength); ties count half.
board-method-judged = Each task shows two responses to one prompt, unnamed and in random order, to independent annotators. Their judgments pass an initial and a final review by other people; only those approved by both are counted.
board-method-rank = Rank is 1 + the number of models whose interval lies wholly above.
board-model = Model
board-neighbours = How sure is the order
board-neighbours-means = For each two neighbours: the probability that their order is right, and how many more judgments are expected until it is 95 %, spread like the present ones or of these two models only.
board-none = Nothing published yet
board-none-hint = A leaderboard appears here when an admin publishes a release.
board-now-deprecated = Deprecated. It stays readable.
board-of-judgments = of { $count } judgments
board-one = Leaderboard
board-order = Order
board-order-right = Order is right
board-other-releases = Other releases
board-people = { $annotators } annotators judged { $tasks } tasks; { $reviewers } people reviewed them.
board-percent = { $share } %
board-plain-elo = Elo, plain
board-plain-rank = Rank, plain
board-plot = { $unit } with 95 % intervals; the table has the numbers
board-plot-line = { $model }: { $rating }, from { $lower } to { $upper }.
board-preview = Show as provisional
board-preview-means = Everyone can read it, marked as provisional.
board-previewed = Everyone can read it now, marked as provisional.
board-provisional = Provisional
board-provisional-means = Provisional: judgments are still coming in, and another release will take the place of this one.
board-publish = Publish
board-publish-means = Everyone can read it from then on; it stays as it is.
board-published = Published. Everyone can read it now.
board-rank = Rank
board-ranking = Ranking
board-release = Release { $number },
board-release-short = Release { $number }
board-row-provisional = provisional
board-same-settings = None: both were computed alike.
board-seed = Seed
board-setting = Setting
board-setting-accuracy = { $model } { $share }
board-setting-anchor = { $model } at { $elo } Elo
board-setting-benchmark =
    { $items ->
        [one] { $name } (one item)
       *[other] { $name } ({ $items } items)
    }
board-setting-floored = by the inverse of how often a pair was compared, at least { $floor } times
board-setting-left-out = Corrected judgments left out
board-setting-no = no
board-setting-voided = Judgments left out because their prompts were voided
board-setting-voided-prompts = Voided prompts that those are of
board-setting-weight = { $what } { $weight }
board-setting-yes = yes
board-voided-since = Prompts were voided after judgments of them had been counted here: { $judgments ->
        [one] one judgment
       *[other] { $judgments } judgments
    } of { $prompts ->
        [one] one prompt
       *[other] { $prompts } prompts
    }. This release stays as it was made; a new one leaves them out.
board-settled = settled
board-slices = Parts of the prompts
board-stability = Rank stability
board-stability-means = Share of the bootstrap rounds in which a model had each rank by its rating alone.
board-strength = Preferences weigh by strength: about the same { $same }, slightly { $slightly }, better { $clearly }, much better { $much }.
board-style = With style controlled
board-style-bold = bold passages
board-style-code = code blocks
board-style-coefficients = What style is worth
board-style-headers = headings
board-style-lists = list items
board-style-means = The same regression with the normalised differences (a − b) / (a + b) of length in tokens and of Markdown headings, list items, bold passages and code blocks, and the side shown, beside the ratings. Intervals by the sandwich estimate.
board-style-never-varies = never varies
board-style-position = shown on the left
board-style-tokens = length in tokens
board-style-unknown = The effect of style cannot be told from that of the models with these judgments, so no numbers are shown.
board-style-what = Style
board-style-worth = Elo per standard deviation
board-styled-elo = Elo, style controlled
board-styled-rank = Rank, style controlled
board-tag = Error tag
board-tags = Errors found
board-tags-means = Share of a model’s judged responses that got the tag.
board-tags-picture = Error tags per model; the table below has the numbers
board-too-small = Values of “{ $attribute }” with fewer than { $minimum } judgments, not shown: { $count }.
board-unbounded = unbounded
board-under-one-percent = < 1 %
board-vendor = Vendor
board-verify = Whoever runs this installation can compute it again, bit for bit: assay release verify { $id }
board-weights-floored = Each judgment weighs the inverse of how often its pair of models was compared, at least { $floor } times.
board-weights-none = Every judgment weighs the same.
board-weights-pairs = Each judgment weighs the inverse of how often its pair of models was compared.
board-weights-strength-alone = Judgments weigh by the strength of the preference alone.
board-what-changed = What changed
board-widths = Mean half-width of the intervals by the sandwich estimate: { $prompts } Elo by prompt, { $judgments } by judgment.
board-wins = Win rates
board-wins-means = How often the model of the row was preferred to the model of the column; ties count half.
board-wins-predicted = The smaller number is what the ratings predict.
board-won-tied-lost = Won / tied / lost
board-corrected =
    { $count ->
        [one] One judgment counts as a reviewer corrected it.
       *[other] { $count } judgments count as a reviewer corrected them.
    }
board-coverage = Initial review looked at { $initial } % of the tasks and final review at { $last } %, drawn at random; the others passed unread.
board-left-out =
    { $count ->
        [one] One judgment that a reviewer corrected is left out.
       *[other] { $count } judgments that a reviewer corrected are left out.
    }
board-gap = Gap to { $name }
board-gap-line = { $difference } ({ $lower } to { $upper }; there { $public } %)
board-method-accuracy = The number is the share of a model’s responses judged right; partly right does not count. Wilson’s interval takes every judgment as independent.
board-method-gap = The gap is the accuracy on { $name } minus the accuracy here; above 0, a model may have seen the public problems.
board-method-judged-one = Each task shows one response to one prompt, unnamed, to independent annotators. Their judgments pass an initial and a final review by other people; only those approved by both are counted.
board-method-mean = The number is the mean of a model’s ratings on a scale from 0 to 100.
board-partly = Partly right
board-wilson = Wilson’s interval
board-weak-all-ties = Every judgment is a tie, so all ratings are equal.
board-weak-anchor = The anchor { $model } has no finite rating; in its place the mean of the ratings is put at its Elo.
board-weak-below-minimum = Provisional, with fewer than { $minimum } judgments: { $models }.
board-weak-disconnected = The models fall into { $groups } groups that were never compared with each other. Each group is rated and ranked by itself; ratings of different groups cannot be compared.
board-weak-few-units = The intervals rest on only { $units } independent units (fewer than { $enough }), too few to be trusted.
board-weak-infinite-rounds = In { $infinite } of { $rounds } bootstrap rounds a model had no finite rating. They count as infinite, so an end of an interval may be unbounded; more judgments would settle it.
board-weak-never-lost = Never lost a point to the rated models, so no finite rating exists: { $models }. They stand above, without a number or a rank.
board-weak-never-won = Never took a point from the rated models, so no finite rating exists: { $models }. They stand below, without a number or a rank.
board-weak-no-judgments = There are no judgments yet, so nothing can be said.
board-weak-no-variation = All judgments of a model are the same: { $models }. Its bootstrap interval then has no width, which does not mean certainty.
board-weak-not-compared = Never compared, or only with weight zero: { $models }. No number is shown.
board-weak-not-judged = Never judged: { $models }. No number is shown.
board-weak-one-model = A comparison needs at least two models.
board-weak-sandwich = With { $judgments } judgments (more than { $above }) the intervals come from the cluster sandwich estimate in place of a bootstrap.
board-weak-unit-annotator = It is not known which judgments are of one annotator, so the intervals take every judgment as independent; they are too narrow if judgments are alike.
board-weak-unit-prompt = It is not known which judgments are of one prompt, so the intervals take every judgment as independent; they are too narrow if judgments are alike.
board-weak-unplaced = Their comparisons do not place them against the rated models: { $models }. No number is shown.
board-weak-weights-not-used = The judgments have weights, but every judgment was counted as one.
board-weak-zero-weights = Judgments with a weight of zero, which decide nothing: { $judgments }.
board-voided = { $judgments } approved judgments are left out because their prompts were found broken and voided (prompts: { $prompts }).
## keys: the keyboard of the rating page, and what its island says

say-saving = Saving …
say-saved = Draft saved at { $time }
say-signed-out = You are signed out. Sign in again in another tab, then go on here; your text stays.
say-not-open = This task is no longer open to you here. The text stays; submit to see how it stands.
say-not-saved = Not saved: the server does not take this draft ({ $status }). The text stays here.
say-not-saved-offline = Not saved: no connection. The text stays here; trying again.
say-offline = No connection. Go on writing; it is saved when the connection is back.
say-submitting = Submitting …
say-submitted = Submitted.
say-submitted-undo = Submitted. It can be undone for { $left }.
say-undo-left = Submitted. It can be undone for { $left }.
say-undo-over = The submission cannot be undone any more.
say-submitted-offline = Submitted. No connection for the next task; trying again.
say-not-submitted = Not submitted: the server does not take this ({ $status }). The text stays here.
say-not-submitted-offline = No connection. Your judgment is kept and sent again until it arrives; leave this page open.
say-mark-start = { $response }: mark a passage. Arrow keys move, with Control by words, with Shift they select. Enter takes the passage, Escape ends.
say-mark-nothing = Nothing is selected. Hold Shift and move with the arrow keys.
say-mark-chosen = Selected: { $passage }
say-marked = Marked: { $passage }
say-unmarked = The mark is taken away.
say-passage = The passage: { $passage }
say-restored = What you wrote here last and the server did not have is back, and saved.
say-written = { $written } characters
say-written-of = { $written } of at least { $least } characters
keys-heading = Keys
keys-all = All keys:
keys-escape = Leave a text field
keys-close = Close
keys-choose = Choose other keys
keys-single-off = Single keys are switched off: only scales answer them, while they have the focus.
keys-point = A point of the scale you are at, from the left; then on to the next scale
keys-point-number = Point { $number } of a scale
keys-next-scale = Next scale
keys-previous-scale = Previous scale
keys-both-bad = Both are bad
keys-final-answer = Mark the final answer
keys-errors = Errors in response A; again for those in B. Space ticks, Tab goes on
keys-mark = Mark a passage: what is selected, else by keyboard in the response you are at; again for the other one
keys-justification = Write the justification
keys-prompt = Read the prompt
keys-responses = Read response A; again for B. Arrow keys scroll
keys-guidelines = Open and close the guidelines
keys-differences = Show what differs between the responses
keys-together = Scroll the responses together
keys-layout = Responses side by side or one below the other
keys-save = Save the draft now; it is also saved while you work
keys-submit = Submit
keys-undo = Take the last submission back
keys-skip = Skip this task, with a reason
keys-flag = Flag a broken prompt
keys-work = My work
keys-help = This sheet
keys-intro = Your keys, on every device you sign in on. Write a single character, Shift B, Ctrl K or F2; leave a field empty for no key.
keys-single = Single characters are keys
keys-single-hint = Never while you type. Switch this off when speech input or a slip of the hand sets off keys; then only the scale that has the focus still answers its numbers.
keys-action = Action
keys-reviewing = While reviewing
keys-judging = While judging
keys-verdict = Verdict { $number }, counted from the top
keys-annotator = To the decision on annotator { $letter }
keys-key = Key
keys-at-first = At first
keys-keep = Save the keys
keys-reset = All as at first
keys-back = Back to work
keys-kept = Your keys are saved.
reading-tools = Reading
mark-passage = Mark a passage
mark-hint = Arrow keys move, with Ctrl by words, with Shift they select. ↵ takes the passage, Esc ends.
mark-heading = What is this passage?
mark-answer = The final answer
mark-how-bad = How bad
mark-leave = Nothing
mark-show = Show
mark-remove = Remove
mark-show-named = Show in the response: { $what }
mark-remove-named = Remove: { $what }
reading-together = Scroll together
reading-layout = One below the other
reading-differences = Differences
reading-differences-heading = What differs between the responses
reading-differences-legend = Struck out: only in response A. Underlined: only in response B.
reading-differences-cut = These responses are too long or too different to be compared throughout. Some passages stand here whole: first response A’s, then response B’s.
newer-draft-text = There is a newer draft of this task, from another tab or device. What is here stays until you choose.
newer-draft-show = Show the newer draft
newer-draft-keep = Keep what is here

## problem: what stands in the way

problem-bad-request = The request could not be understood. Go back and try again.
problem-conflict = This changed since you opened it. Nothing was saved; reload the page to see how it stands.
problem-forbidden = You may not do this. If you followed a link from another site, open Assay itself and try there.
problem-internal = Something went wrong on the server. It was noted; tell your admin the number below if it happens again.
problem-invalid = Something in the form is missing or has the wrong shape. Nothing was saved; go back and check it.
problem-method-not-allowed = This address cannot be used in that way.
problem-not-found = There is nothing here, or it is not yours.
problem-overloaded = The server is busy and did not do this. Please try again in a moment.
problem-refused = The request could not be carried out.
problem-request = Request { $id }
problem-signed-out = You are not signed in, or your session has ended. Sign in and try again.
problem-timeout = The upload was too slow and was stopped. Nothing was saved; please try again.
problem-title-forbidden = Not allowed
problem-title-internal = That is our fault
problem-title-not-found = Nothing here
problem-title-refused = That did not work
problem-title-signed-out = Please sign in
problem-title-wait = One moment
problem-to-start = To the start page
problem-too-large = What you sent is larger than this page accepts. Nothing was saved.
problem-too-many-requests = Too many attempts in a short time. Wait a little and try again.
problem-unsupported-media-type = This address does not accept that kind of content.
problem-unknown-field = This form has no field “{ $field }”. Nothing was saved.

## refusal: what a rule refuses, and what to mend; the English text is that of `server/domain` and `server/workflow`

refusal-audit-word = Write it as in the list, such as judgment.submit or task:17.
refusal-choose-kind = Choose what is judged.
refusal-list-choice = Choose one of the list.
refusal-day = Write the day as year-month-day, such as 2026-11-25.
refusal-passage-error = Choose which error is at the passage.
refusal-prompt-id = Give the prompt's id as it stood in the imported file.
refusal-rating-number = Write a whole number from 0 to 100.
refusal-recipient = Say in 2 to 200 characters whom the file is for.
refusal-audit-subject = Write the subject as in the list, such as task:17.
refusal-a-role = Choose at least one role.
refusal-an-admin = Someone must remain admin; give another person the role first.
refusal-annotators-per-task = Choose 1 to 9 annotators per task.
refusal-choose-file = Choose a file.
refusal-comment-long = Keep the comment to 5,000 characters without NUL.
refusal-criteria-many = Choose at most 20 criteria.
refusal-criteria-names = Every criterion and tag needs a name of 1 to 80 characters.
refusal-criteria-twice = Two criteria or two tags have the same name; rename one.
refusal-decide-once = Decide on this judgment, once.
refusal-domain = Give a domain of 1 to 60 characters, such as coding.
refusal-draft-long = The draft is too long to be saved.
refusal-evaluation-taken = An evaluation of this name exists already.
refusal-file-after = Text after the end of the object, at column { $column }.
refusal-file-attributes = Attribute names and values have 1 to 200 characters without control characters.
refusal-file-both = Give prompt or turns, not both.
refusal-file-empty = This text is empty.
refusal-file-id = Give an id of 1 to 200 characters without control characters.
refusal-file-json = Not valid JSON at column { $column }; each line is one whole JSON object.
refusal-file-known-prompt = A prompt of this id is in the version already with different content; use another id or import into a new version.
refusal-file-known-response = This model's response to this prompt is there already with different content.
refusal-file-last-turn = The last turn must be the user's; the responses answer it.
refusal-file-line-long = The line is longer than 16 MiB.
refusal-file-missing = This field is missing.
refusal-file-model = This model is not registered; register it under Models first.
refusal-file-name-twice = A name is given twice in this object.
refusal-file-object = Each line is one whole JSON object, starting with {"{"}.
refusal-file-prompt = This field is missing; give prompt or turns.
refusal-file-response = This response is missing: other lines have one of this model. Add it, or allow prompts that lack some models' responses.
refusal-file-response-twice = A model's response is given twice.
refusal-file-role = A role is none of system, user, assistant.
refusal-file-same-id = The same id stands on line { $first }; ids are unique within a file.
refusal-file-sealed = This prompt is new, but an evaluation uses this version; import into a new version.
refusal-file-text-long = This text is longer than 1 MiB.
refusal-file-twice = This field is given twice.
refusal-file-two-responses = A response is missing: a prompt needs the responses of at least two models.
refusal-file-type = The value at column { $column } is of the wrong type.
refusal-file-unknown = This field is not known; a line has id, prompt or turns, reference, attributes, responses.
refusal-file-utf8 = Not valid UTF-8 from byte { $byte } of the line; save the file as UTF-8.
refusal-guidelines-long = Shorten the guidelines to 100,000 characters.
refusal-last-admin = The last admin cannot be disabled.
refusal-lease = Choose a lease of 1 second to 7 days.
refusal-login = Give a sign-in name of 2 to 100 characters without spaces, such as an e-mail address.
refusal-login-taken = This sign-in name is in use.
refusal-login-taken-spelling = This sign-in name is in use, perhaps in another spelling.
refusal-minimum-justification = Choose 0 to 5,000 characters.
refusal-model-taken = A model of this name is registered already.
refusal-name-100 = Give a name of 1 to 100 characters.
refusal-name-120 = Give it a name of 1 to 120 characters.
refusal-no-pairs = No prompt has responses of two of these models.
refusal-no-prompts = The file has no prompts; give one JSON object per line.
refusal-nobody = Nobody active has this sign-in name.
refusal-not-allowed = Your account may not do this. Ask an admin if you need the role.
refusal-not-found = There is nothing here, or it is not yours.
refusal-nothing-approved = No judgment of this evaluation is approved yet; a release needs at least one.
refusal-release-all-left-out = Every approved judgment is left out: its prompt was voided, or a reviewer corrected it and corrected ones do not count. A release needs at least one.
refusal-nul = Remove the NUL character (U+0000).
refusal-password-current = This is not your current password.
refusal-password-common = This is among the passwords that are guessed first; choose another.
refusal-password-login = The password contains your sign-in name; choose another.
refusal-password-long = Choose at most { $most } characters.
refusal-password-short = Choose at least { $least } characters; a sentence is easy to remember.
refusal-registered-models = Choose registered models.
refusal-rounds = Choose 100 to 20,000 rounds.
refusal-say-why = Say why, so that the next person knows what to change.
refusal-set-taken = A prompt set of this name exists already.
refusal-sign-in = The sign-in name or the password is not right.
refusal-stale = This changed since you opened it. Nothing was saved; the page now shows how it stands.
refusal-lease-lost = Your time for this task ran out and it went to someone else. Your draft is kept and readable, but it was not submitted.
refusal-submission-id = The form lost its submission id; reload the page.
refusal-submission-reused = This submission was already received with different content. The first one stands.
refusal-conflict-of-interest = You cannot review this task: you judged it, or reviewed it at the other stage.
refusal-out-of-order = This step is not open for this task now. Reload the page to see how it stands.
refusal-choose-point = Choose a point on the scale.
refusal-both-bad = “Both are bad” goes with “About the same”; choose one or the other.
refusal-rate-criterion = Rate this criterion.
refusal-foreign-criterion = A rated criterion is not part of this evaluation; reload the page.
refusal-foreign-tag = An error tag is not part of this evaluation; reload the page.
refusal-justification-short = Write at least { $least } characters; it has { $written }.
refusal-justification-long = Shorten it to { $most } characters; it has { $written }.
refusal-tags-many = Choose at most 40 error tags.
refusal-held-responses = Some responses seem to tell who made them; look at them under Prompt sets and approve them first.
refusal-two-models = Choose at least two models to compare.
refusal-vendor = Choose a registered vendor.
refusal-vendor-taken = This vendor is registered already.
refusal-version-with-prompts = Choose a prompt set version that has prompts.
refusal-whole-number = Give a whole number of 0 or more.
refusal-correction-why = Say why you correct it; the correction is shown with your reason.
refusal-correction-empty = Nothing is changed yet. Change an answer, or choose “Approve”.
refusal-reason-approve = Approval needs no reason; choose another verdict.
refusal-reason-text = Write the reason in 1 to 200 characters.
refusal-reason-unknown = Choose a reason that is offered for this verdict.
refusal-reason-taken = This reason is in the list already, maybe retired.
refusal-fields-foreign = What is to be changed is not part of this evaluation; reload the page.
refusal-coverage = Choose 1 to 100 % of the tasks.
refusal-in-hand = You have { $most } tasks in hand. Decide or give back one of them first.
refusal-priority = Choose a priority of 1 to 9.
refusal-tasks-in-hand = Choose 1 to 5 tasks in hand.
refusal-prompts-per-round = Choose 1 to 10,000 prompts per round.
refusal-most-tasks = Choose 0 to 1,000,000 tasks; 0 sets no limit.
refusal-most-share = Choose a share of 1 to 100 %.
refusal-skips-per-hour = Choose 0 to 1,000 skips per hour.
refusal-prompts-per-hour = Choose 1 to 100,000 prompts per hour.
refusal-rounds-stand = The rounds stand once the evaluation is open.
refusal-match-stands = What annotators must be qualified for stands once the evaluation is open.
refusal-match-locale = A prompt's locale is not a language tag such as es or es-MX; import it again.
refusal-qualification-items = Give at most 100 items of up to 80 characters each.
refusal-qualification-locales = Give language tags such as es, es-MX or zh-Hant, at most 100.
refusal-note-missing = Say in a few words why.
refusal-note-long = Keep it to 1,000 characters.
refusal-registered-vendors = Choose registered vendors.
refusal-too-many-skips = You have skipped as many tasks within an hour as this evaluation allows. Judge this one, or come back later.
refusal-too-many-prompts = You have been given as many prompts within an hour as this evaluation allows. Nothing is lost; come back in a while for more.
refusal-anchor = Choose one of the evaluation's models.
refusal-anchor-elo = Choose an Elo between -10,000 and 10,000.
refusal-floor = Choose a floor of at least 1 judgment.
refusal-number = Give a number.
refusal-slice-minimum = Choose at least 1 judgment.
refusal-slices = Choose at most 12 attributes that the prompts have.
refusal-strength = Choose weights from 0 to 100, not all 0.
refusal-benchmark = Give the benchmark a name of 1 to 120 characters.
refusal-benchmark-accuracy = Give at least one model's accuracy, from 0 to 100 %.
refusal-benchmark-items = Leave it empty, or choose at least 1 item.
refusal-criterion-scale = Write the scale of { $name } as 2 to 11 different labels, each with what it stands for from 0 to 100, such as “Poor = 0; Good = 100”.
refusal-other-kind = An answer does not belong to this kind of task; reload the page.
refusal-off-scale = This is not on the evaluation's scale; choose a label.
refusal-rate-points = Rate the response with 0 to 100 points.
refusal-choose-label = Choose a label of the scale.
refusal-say-right = Say whether the response is right.
refusal-off-criterion-scale = This is not on the criterion's scale; choose a label.
refusal-final-answer = Mark the final answer, or say that the response gives none.
refusal-final-answer-both = A final answer is marked although the response is said to give none; choose one or the other.
refusal-error-tags-many = Keep to 100 error tags.
refusal-scale-labels = Write each label with what it stands for, 0 to 100, such as “Good = 75”.
refusal-scale-size = A scale has 2 to 11 labels.
refusal-scale-names = Every label of a scale needs a name of 1 to 60 characters.
refusal-scale-twice = Two labels of a scale have the same name or stand for the same points; change one.
refusal-passage-moved = The marked passage is not in the response as sent; mark it again.
refusal-passage-empty = Paste the passage from the response, or take the mark away.
refusal-passage-long = Mark a shorter passage, of at most 5,000 characters.
refusal-passage-several = This stands in the response more than once; quote more of the words around it.
refusal-passage-none = This does not stand in the response; copy the passage from it and paste it here.
refusal-undo-seconds = Choose 0 to 3,600 seconds.
refusal-help-long = Shorten a criterion's help to 1,000 characters.
refusal-one-model = Choose at least one model.
refusal-no-responses = No prompt has a response of these models.
refusal-guidelines-same = Nothing is changed yet in the guidelines.
refusal-guidelines-changed = The guidelines have changed. Read and confirm the new version, then go on; what you wrote is kept as a draft.

refusal-reason-from-list = Choose a reason from the list.
refusal-approve-all = You chose something else for annotator { $letter }. Submit the decisions, or choose “Approve” there.
refusal-key-unreadable = Write a single character, Shift+letter, Ctrl+key or F1 to F10, such as b, Ctrl+Enter or F2.
refusal-key-reserved = Browsers use this key for themselves; choose a different one.
refusal-key-taken = Another action has this key already; choose a different one.
refusal-newer-draft = A newer draft of this task was saved in another tab or on another device. Look at it before you replace it.
refusal-second-factor-on = Your second factor is on already.
refusal-wrong-code = This code is not right, or it was used before. Wait for the next one and try again.
refusal-unknown-login = Nobody has this sign-in name.
refusal-no-second-factor = This person has no second factor.
