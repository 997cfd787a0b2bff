# Español: internacional y neutro; se trata a la persona de usted o con frases impersonales.
# Cómo se usan y se añaden mensajes: `app/src/i18n/mod.rs`.
#
# Glosario: una traducción fija para cada palabra del método.
#   prompt set = conjunto de prompts · prompt = prompt · vendor = proveedor · model = modelo · response = respuesta
#   evaluation = evaluación · kind = tipo (comparison = comparación, rating = puntuación, correctness = exactitud)
#   task = tarea · slot = plaza · assignment = asignación · lease = plazo · judgment = juicio · preference = preferencia
#   criterion = criterio · error tag = etiqueta de error · justification = justificación · guidelines = pautas
#   initial review = revisión inicial · final review = revisión final · approve = aprobar · return = devolver
#   reject = rechazar · send back = reenviar a la revisión inicial · release = edición · publish = publicar
#   leaderboard = clasificación · exposure = exposición · annotator = anotador · reviewer = revisor
#   admin = administrador · draft = borrador · interval = intervalo · sign-in name = nombre de usuario

language-name = Español

## figures: how numbers and moments are written

number-decimal = { "," }
number-group = { "." }
number-group-from = 5
moment = { $day } { $month } { $year }, { $time } UTC
date = { $day } { $month } { $year }
date-short = { $day } { $month }
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min { $seconds } s
duration-hours = { $hours } h { $minutes } min
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic

## word: the domain's words, see `app/src/i18n/words.rs`

word-annotator = anotador
word-critical = crítico
word-initial-reviewer = revisor inicial
word-final-reviewer = revisor final
word-admin = administrador
word-comparison = comparación
word-major = grave
word-minor = leve
word-partly-right = Parcialmente correcta
word-rating = puntuación
word-correctness = exactitud
word-draft = borrador
word-open = abierta
word-closed = cerrada
word-annotating = en anotación
word-initial-review = revisión inicial
word-final-review = revisión final
word-approved = aprobada
word-approve = Aprobar
word-return = Devolver
word-reject = Rechazar
word-right = Correcta
word-send-back = Reenviar a la revisión inicial
word-a-much-better = A es mucho mejor
word-a-better = A es mejor
word-a-slightly-better = A es un poco mejor
word-about-the-same = Más o menos iguales
word-b-slightly-better = B es un poco mejor
word-b-better = B es mejor
word-b-much-better = B es mucho mejor
word-better = mejor
word-much-better = mucho mejor
word-slightly-better = algo mejor
word-wrong = Incorrecta

## shell: the frame of every page and the start page

home-heading = Modelos evaluados por personas
home-what = Assay clasifica modelos de lenguaje según el juicio humano sobre prompts que permanecen privados. Varias personas juzgan cada tarea, que pasa por dos revisiones antes de contar.
shell-judge = Juzgar
shell-language = Idioma
shell-leaderboards = Clasificaciones
shell-manage = Gestionar
shell-motto = juicio humano sobre prompts privados
shell-places = Secciones
shell-review = Revisar
shell-sign-in = Iniciar sesión
shell-sign-out = Cerrar sesión
shell-skip = Saltar al contenido
shell-start = Inicio

## ui: components that several places use

ui-page-before = Página anterior
ui-page-after = Página siguiente
ui-page-of = Página { $page } de { $last }
ui-breadcrumbs = Ruta de navegación
ui-mend = Aún no se ha guardado nada. Corrija lo siguiente:
ui-progress = { $done } de { $total } { $what } ({ $share } %)

## account

account-appearance = Apariencia
account-begin = Comenzar
account-choose-password = Iniciará sesión como { $login }. Elija una contraseña para comenzar.
account-colours = Colores
account-colours-dark = Oscuros
account-colours-light = Claros
account-colours-system = Como el sistema
account-dead-link = Este enlace ya se usó, ha caducado o nunca existió. Pida uno nuevo a un administrador.
account-leave = Salir
account-leave-text = Al cerrar la sesión, esta termina definitivamente. Los borradores se conservan y las tareas en curso esperan hasta que se agote su plazo.
account-login = Nombre de usuario
account-login-hint = Por ejemplo, su correo electrónico.
account-name = Su nombre
account-name-hint = Tal como lo ven sus colegas.
account-no-account = ¿No tiene cuenta? Un administrador de esta instalación puede invitarle. ¿Perdió la contraseña? Un administrador puede darle un enlace nuevo.
account-password = Contraseña
account-password-hint = Al menos 10 caracteres; una frase es fácil de recordar.
account-password-change = Cambiar la contraseña
account-password-changed = La contraseña ha cambiado. Se ha cerrado la sesión en todos los demás navegadores.
account-password-current = Contraseña actual
account-password-new = Contraseña nueva
account-sign-out-everywhere = Cerrar la sesión en todos los navegadores
account-roles = Roles
account-set-up = Configurar Assay
account-set-up-text = Aquí se crea el primer administrador, que invita a los demás. Después podrá registrar modelos, importar prompts y abrir una evaluación.
account-sign-out = Cerrar sesión en este navegador
account-signed-in = Ha iniciado sesión. La próxima vez use su nombre de usuario y su contraseña.
account-title = Cuenta
account-welcome = Le damos la bienvenida, { $name }
account-welcome-title = Bienvenida
account-second-factor = Segundo factor
account-second-factor-what = Con él, al iniciar sesión se pide además un código de seis cifras de una aplicación de su teléfono: una contraseña robada no basta para entrar.
account-second-factor-open = Configurar o cambiar
account-second-factor-off = Está desactivado. Para activarlo necesita una aplicación de autenticación, como la que trae su teléfono o su gestor de contraseñas.
account-second-factor-begin = Mostrar la clave secreta
account-second-factor-on = Está activado. Códigos de recuperación restantes: { $left }.
account-second-factor-turn-off = Desactivarlo
account-second-factor-turn-off-text = Para usar un teléfono nuevo, desactívelo aquí y actívelo de nuevo con él; así obtiene también nuevos códigos de recuperación.
account-second-factor-scan = Escanee esta imagen con su aplicación de autenticación y escriba el código que muestre. Dispone de diez minutos.
account-second-factor-square = Código QR con la clave secreta para su aplicación de autenticación
account-second-factor-type = Escribirla a mano
account-second-factor-secret = Clave secreta
account-second-factor-address = La misma, como dirección
account-second-factor-first-code = Las seis cifras que la aplicación muestra ahora.
account-second-factor-turn-on = Activarlo
account-second-factor-leave = Dejarlo desactivado
account-second-factor-is-on = El segundo factor está activado. Se ha cerrado su sesión en los demás navegadores.
account-second-factor-turned-off = El segundo factor está desactivado. Se ha cerrado su sesión en los demás navegadores.
account-second-factor-resting = Su rol { $role } requiere un segundo factor. Queda en suspenso hasta que lo active.
account-recovery-codes = Códigos de recuperación
account-recovery-codes-text = Cada uno permite iniciar sesión una vez sin la aplicación. Guárdelos lejos del teléfono; no se volverán a mostrar.
account-recovery-codes-kept = Ya los he guardado
account-code-title = Un paso más
account-code = Código
account-code-hint = Las seis cifras que muestra ahora su aplicación de autenticación, o uno de sus códigos de recuperación.
account-code-other = Iniciar sesión con otra cuenta
account-code-lost = ¿No tiene ninguno a mano? Un administrador puede restablecer su segundo factor.
account-code-too-late = El código llegó demasiado tarde o su cuenta cambió entretanto. Inicie sesión de nuevo.

## annotate
annotate-leave = Dejar esta tarea
annotate-skip = Omitir esta tarea
annotate-flag = Avisar de un prompt defectuoso
annotate-skip-hint = Pasará a otra persona y usted no volverá a recibirla.
annotate-flag-hint = Lo revisará un administrador. Hasta entonces nadie recibe sus tareas; su borrador se conserva.
annotate-skip-do = Omitir definitivamente
annotate-flag-do = Avisar del prompt
annotate-leave-reason = Motivo
annotate-leave-note = En sus palabras
annotate-leave-back = Volver a la tarea
annotate-skipped = Omitida. Esto es lo siguiente.
annotate-flagged = Gracias. Un administrador revisará el prompt.
annotate-skip-expertise = No domino el tema
annotate-skip-language = No es mi idioma ni mi variedad
annotate-skip-content = Prefiero no juzgar este contenido
annotate-skip-familiar = Ya conozco esto de otro lugar
annotate-other-reason = Otro motivo
annotate-flag-unclear = No se puede entender ni responder
annotate-flag-incomplete = Falta algo a lo que se refiere
annotate-flag-wrong-reference = La respuesta de referencia es incorrecta
annotate-flag-names-its-maker = Una respuesta dice quién la escribió
annotate-flag-harmful = Contenido personal o peligroso
annotate-flag-display = No se muestra como debería

annotate-answer-fact = Respuesta final
annotate-approved-both = Aprobados en ambas revisiones
annotate-at-least =
    Al menos { $n ->
        [one] un carácter
       *[other] { $n } caracteres
    }.
annotate-at-passages = En pasajes concretos
annotate-at-passages-hint = Selecciónelo en la respuesta o cópielo de ella. Al guardar el borrador aparecen más filas.
annotate-both-bad = Ambas son malas
annotate-came-back = Este juicio ha vuelto.
annotate-draft-saved = El borrador está guardado.
annotate-empty-response = La respuesta está vacía.
annotate-error-at = Error en el pasaje { $number }
annotate-errors-a = Errores en la respuesta A
annotate-errors-b = Errores en la respuesta B
annotate-errors-fact = Errores
annotate-errors-found = Los errores encontrados
annotate-errors-one = Errores en la respuesta
annotate-final-answer = Respuesta final de la respuesta
annotate-final-answer-hint = Selecciónela en la respuesta o cópiela de ella, con las palabras de alrededor que la hagan inconfundible.
annotate-go-on = Continuar con la siguiente tarea
annotate-go-on-judging = Seguir juzgando
annotate-guidelines = Pautas
annotate-had-chosen = Lo que había elegido y escrito
annotate-how-bad = Gravedad: { $tag }
annotate-how-bad-passage = Gravedad: error en el pasaje { $number }
annotate-how-good = ¿Qué tan buena es la respuesta?
annotate-is-right = ¿Es correcta la respuesta?
annotate-judge = Juzgar
annotate-kept-until = Reservada para usted hasta { $time }; más tiempo mientras trabaja
annotate-look-again = Volver a mirar
annotate-look-at = Revise de nuevo:
annotate-my-work = Mi trabajo
annotate-no-answer-fact = No da una respuesta final
annotate-no-error = Ningún error
annotate-no-final-answer = La respuesta no da una respuesta final
annotate-not-answered = sin responder
annotate-not-submitted = No enviado
annotate-nothing = Nada que juzgar por ahora
annotate-nothing-text = Cada tarea abierta ya tiene sus anotadores o usted ya la juzgó. Aquí aparecen las tareas nuevas y los juicios que vuelven.
annotate-nothing-written = nada escrito
annotate-optional = { $name } (opcional)
annotate-optional-short = Opcional.
annotate-overall = En general
annotate-overall-answer = La respuesta general
annotate-passage = Pasaje
annotate-passage-of = Pasaje { $number }
annotate-points-hint = 0 (lo peor) a 100 (lo mejor)
annotate-points-of = { $name }: de 0 a 100 puntos
annotate-prompt = Prompt
annotate-reason = Motivo:
annotate-reference = Respuesta de referencia
annotate-rejected = Rechazados
annotate-response = Respuesta
annotate-response-a = Respuesta A
annotate-response-b = Respuesta B
annotate-returned-to-you = Devueltos a usted
annotate-reviewer-writes = Un revisor escribe:
annotate-save-draft = Guardar borrador
annotate-submit = Enviar
annotate-submitted = Enviado.
annotate-tag = { $tag } ({ $severity })
annotate-tag-at = { $tag } ({ $severity }, en «{ $quote }»)
annotate-the-justification = La justificación
annotate-turn-assistant = Asistente
annotate-turn-system = Sistema
annotate-turn-user = Usuario
annotate-waiting = En espera de revisión
annotate-which-better = ¿Qué respuesta es mejor?
annotate-why = ¿Por qué?
annotate-why-fact = Por qué
annotate-write = Escribir:
annotate-write-leave = salir:
annotate-yes = sí
annotate-guidelines-changed = Las pautas han cambiado
annotate-guidelines-changed-text = Esta es la versión { $version } de las pautas de { $evaluation }. Léala antes de seguir; lo que usted escribió queda guardado como borrador.
annotate-guidelines-confirm = Las he leído; seguir
annotate-undo-until = Enviado. Se puede deshacer hasta el { $time }.
annotate-undo = Deshacer
annotate-undone = El envío se ha deshecho. Su juicio está abierto de nuevo; envíelo cuando esté bien.
annotate-undo-late = Ya no se pudo deshacer: pasó el plazo o un revisor tiene la tarea.


## work: an annotator's own work

work-nothing-yet = Todavía no ha juzgado nada
work-nothing-yet-text = Aquí verá lo que envía, lo que vuelve y por qué, y su ritmo. Elija «Seguir juzgando» para empezar con su primera tarea.
work-clock = Los días son los del reloj de este navegador ({ $zone }); las semanas empiezan el lunes.
work-clock-unknown = Los días se cuentan en UTC, porque este navegador no ha dicho qué hora tiene; las semanas empiezan el lunes.
work-active-means = El tiempo activo es el que dedicó a lo que envió; no incluye borradores ni tareas omitidas, y no cuenta lo que retiró.
work-came-back =
    { $count ->
        [one] Le ha vuelto un juicio.
       *[other] Le han vuelto { $count } juicios.
    }
work-see-why = Ver por qué
work-open =
    { $count ->
        [one] Tiene una tarea abierta; «Seguir juzgando» lleva a ella.
       *[other] Tiene { $count } tareas abiertas; «Seguir juzgando» lleva a ellas.
    }
work-pace = Hoy, esta semana y las anteriores
work-when = Cuándo
work-submitted = Enviados
work-revised = Revisados
work-active = Tiempo activo
work-median = Mediana por juicio
work-per-hour = Por hora activa
work-today = Hoy
work-this-week = Esta semana, desde el { $from }
work-week = Del { $from } al { $to }
work-usual-none = Su ritmo se compara con el de sus propias cuatro semanas anteriores, en cuanto haya juicios en ambas.
work-usual-slower = Un juicio le lleva { $now } esta semana, un { $percent } % más que sus propios { $usual } de las cuatro semanas anteriores (medianas).
work-usual-faster = Un juicio le lleva { $now } esta semana, un { $percent } % menos que sus propios { $usual } de las cuatro semanas anteriores (medianas).
work-usual-same = Un juicio le lleva { $now } esta semana, como en sus propias cuatro semanas anteriores (medianas).
work-days = Los últimos 14 días
work-days-title = Enviados por día, del { $from } al { $to }
work-days-words =
    { $count ->
        [one] Un envío en total. La tabla de abajo tiene los números de cada día.
       *[other] { $count } envíos en total. La tabla de abajo tiene los números de cada día.
    }
work-days-table = Como tabla
work-day = Día
work-standing = Cómo están sus juicios
work-approval-none = Todavía no hay nada decidido: los revisores ven una tarea cuando todos sus anotadores la han juzgado.
work-approval =
    { $decided ->
        [one] { $approved } de 1 decidido está aprobado ({ $share } %), { $once } sin haber vuelto.
       *[other] { $approved } de { $decided } decididos están aprobados ({ $share } %), { $once } de ellos sin haber vuelto.
    }
work-returned-since = volvió el
work-rejected-since = rechazado el
work-waiting-since = enviado el
work-approved-since = aprobado el
work-corrected = Un revisor lo corrigió:
work-you-wrote = Usted escribió:
work-held = Se informó de que su prompt está mal. Podrá revisarlo cuando un administrador lo haya visto.
work-revise = Revisar
work-pages = Páginas de la lista
work-no-returned = No ha vuelto nada
work-no-returned-text = Aquí aparece, con el motivo, lo que un revisor le devuelve; mientras tanto, siga juzgando.
work-no-rejected = No se ha rechazado nada
work-no-rejected-text = Aquí aparece, con el motivo, lo que un revisor rechaza.
work-no-waiting = Nada espera revisión
work-no-waiting-text = Lo que envía espera aquí hasta pasar ambas revisiones; siga juzgando para añadir más.
work-no-approved = Todavía no hay nada aprobado
work-no-approved-text = Un juicio llega aquí cuando ambas revisiones lo han aprobado. No tiene que hacer nada.
work-see-all = Lo que hizo, lo que volvió y por qué

## review

review-heading = Revisar
review-initial = Revisión inicial
review-final = Revisión final
review-evaluation = Evaluación
review-domain = Dominio
review-tasks = Tareas
review-task = Tarea
review-oldest-since = La más antigua desde
review-waiting-since = En espera desde
review-waiting-initial = Tareas que esperan la revisión inicial
review-waiting-final = Tareas que esperan la revisión final
review-start-initial = Empezar la revisión inicial
review-start-final = Empezar la revisión final
review-choose = Elegir de la lista
review-nothing-waits = No hay nada en espera
review-nothing-initial = Una tarea llega aquí cuando tiene todos sus juicios. Las tareas que juzgó usted pasan a otra persona.
review-nothing-final = Una tarea llega aquí cuando todos sus juicios han pasado la revisión inicial. Las tareas que revisó usted en la etapa inicial pasan a otra persona.
review-nothing-filtered = Ninguna tarea en espera coincide con el filtro.
review-look-again = Volver a mirar
review-without-filter = Sin el filtro
review-back-to-queues = Volver a las colas
review-back-to-list = Volver a la lista
review-agreement = Acuerdo
review-agreement-of = Coincide el { $share } % de los pares, a { $distance } puntos de distancia
review-flags = Señales
review-in-hand = en sus manos
review-returned-before = devuelta antes
review-few-agree = poco acuerdo
review-both-bad = Ambas son malas
review-critical = error crítico
review-any = Cualquiera
review-sort = Orden
review-sort-oldest = Primero las más antiguas
review-sort-newest = Primero las más recientes
review-sort-agreement = Primero las de menos acuerdo
review-sort-flags = Primero las de más señales
review-only-flagged = Solo tareas con
review-apply = Aplicar
review-take-first = Tomar la primera
review-tasks-found = 
    { $count ->
        [one] Una tarea
       *[other] { $count } tareas
    }
review-pages = Páginas
review-taken = Esta tarea está ahora en otras manos o ya ha avanzado.
review-kept-until = Reservada para usted hasta
review-lost = La tarea ya no está en sus manos: estuvo ausente mucho tiempo. Lo que escriba aquí no se podrá enviar; cópielo.
review-given-back = Devuelta a la cola; ya puede tomarla otra persona.
review-give-back = Dejar para otra persona
review-decided-flash = Decidido.
review-not-decided = Sin decidir
review-what-you-wrote = Lo que había escrito
review-response = Respuesta
review-response-number = Respuesta { $number }
review-judgments = Juicios
review-annotators = Anotadores
review-annotator = Anotador { $letter }
review-decided = decidido
review-revision = revisión { $number }
review-corrected = corregido
review-before = antes
review-overall = En conjunto
review-final-answer = Respuesta final
review-no-final-answer = La respuesta no da una respuesta final
review-errors = Errores
review-errors-1 = Errores en la respuesta 1
review-errors-2 = Errores en la respuesta 2
review-justification = Justificación
review-active-time = Tiempo activo
review-decided-so-far = Decidido hasta ahora
review-which-is-a = En el texto de este anotador, A es la respuesta { $a } y B la respuesta { $b }.
review-yes = sí
review-differ = difieren
review-opposed = 
    { $points ->
        [one] opuestos, a 1 punto
       *[other] opuestos, a { $points } puntos
    }
review-differ-by = 
    { $points ->
        [one] difieren, a 1 punto
       *[other] difieren, a { $points } puntos
    }
review-apart = 
    { $points ->
        [one] a 1 punto
       *[other] a { $points } puntos
    }
review-all-agree = Los juicios no difieren.
review-differences = Diferencias
review-about = Sobre: { $parts }
review-was-approved = aprobado
review-was-corrected = corregido y aprobado
review-was-returned = devuelto
review-was-rejected = rechazado
review-was-sent-back = reenviado
review-1-much-better = La respuesta 1 es mucho mejor
review-1-better = La respuesta 1 es mejor
review-1-slightly-better = La respuesta 1 es algo mejor
review-about-the-same = Más o menos iguales
review-2-slightly-better = La respuesta 2 es algo mejor
review-2-better = La respuesta 2 es mejor
review-2-much-better = La respuesta 2 es mucho mejor
review-error = { $tag } ({ $severity })
review-error-at = { $tag } ({ $severity }) en «{ $passage }»
review-severity-of = Gravedad: { $tag }
review-decisions = Decisiones
review-submit = Enviar las decisiones
review-approve-all = Aprobar los { $count }
review-approve-agreeing = Aprobar los { $count } que coinciden
review-return-to-annotator = Devolver al anotador
review-reject-for-new = Rechazar; juzga otra persona
review-send-back = Reenviar a la revisión inicial
review-correct-and-approve = Corregir y aprobar
review-comment-for = Comentario para el anotador { $letter }
review-comment-hint = Lo lee su anotador, sin el nombre de usted: al devolverse o rechazarse, y junto a una aprobación cuando ambas etapas han aprobado. Necesario sin motivo para todo salvo aprobar, y para una corrección.
review-comment-hint-final = Lo lee su anotador, sin el nombre de usted, también junto a una aprobación. Solo lo que escriba al reenviar es únicamente para la revisión inicial. Necesario sin motivo para todo salvo aprobar, y para una corrección.
review-reason-for = Motivo para el anotador { $letter }
review-no-reason = Ningún motivo de la lista
review-what-to-change = Qué cambiar
review-correct-heading = Corregir al anotador { $letter }
review-correct-hint = Solo cuenta con «Corregir y aprobar». El original se conserva; la corrección se marca en todas partes y una edición puede excluirla.
review-keys = Teclas
review-close = Cerrar
review-key-open = Abrir la tarea
review-key-previous = A la anterior
review-key-next = A la tarea siguiente de la lista o a la fila siguiente con diferencias
review-key-sheet = Todas las teclas
review-key-annotator = A la decisión sobre ese anotador
review-key-verdict = Esa decisión contando desde arriba; tras aprobar, al siguiente anotador
review-key-comment = Escribir el comentario
review-key-agreeing = Aprobar todos los que coinciden
review-key-read = Leer una respuesta; otra vez, la otra. Las flechas desplazan
review-key-guidelines = Abrir y cerrar las pautas
review-key-leave = Salir del campo de texto
review-agreement-range = puntuaciones dentro de { $range } puntos
review-agreement-share = Coincide el { $share } % de los pares

## manage

manage-anyone = Cualquiera
manage-audit = Registro de auditoría
manage-audit-action = Acción
manage-audit-action-hint = Por ejemplo judgment.submit, o judgment. para todas las de un tipo
manage-audit-detail = Detalle
manage-audit-head = La cabeza de la cadena
manage-audit-head-text = Este hash representa las { $entries } entradas. Guárdelo donde este servidor no pueda cambiarlo: assay audit verify --head lo compara más tarde.
manage-audit-nobody = el sistema
manage-audit-number = N.º
manage-audit-subject = Objeto
manage-audit-subject-hint = Por ejemplo task:17
manage-audit-what = Cada cambio, inicio de sesión, rechazo, exportación y exposición. Las entradas solo se añaden, y cada una lleva el hash de la anterior.
manage-export = Exportar los juicios aprobados
manage-export-button = Exportar
manage-export-recipient = Destinatario
manage-export-recipient-hint = Para quién es el archivo; figura en él y queda registrado
manage-export-what = Una línea JSON por juicio aprobado, con su justificación. El registro de exposición anota que usted tiene estos prompts.
manage-exposure = Exposición
manage-exposure-what = A quién se mostró qué prompt y cuándo: escrito antes de que el prompt saliera del servidor.
manage-filter = Mostrar
manage-from-day = Desde
manage-nothing-fits = Nada coincide
manage-nothing-fits-text = Nada de lo registrado coincide con lo que ha pedido.
manage-older = Entradas anteriores
manage-prompt-id = Prompt
manage-prompt-id-hint = Su identificador en el archivo importado
manage-prompt-set-version = Conjunto de prompts y versión
manage-shown-annotation = anotación
manage-shown-export = exportación
manage-shown-management = gestión
manage-shown-why = Para
manage-until-day = Hasta
manage-when = Cuándo
manage-who = Quién
manage-account-closed = La cuenta está cerrada; lo que la persona hizo se conserva.
manage-account-opened = La cuenta está abierta de nuevo.
manage-all-tasks = Todas las tareas
manage-annotators = Anotadores
manage-annotators-per-task = Anotadores por tarea
manage-at-least =
    al menos { $n ->
        [one] un carácter
       *[other] { $n } caracteres
    }
manage-being-judged = Juzgándose ahora
manage-canary = Canario
manage-card-numbers = { $annotating } en anotación, { $initial } en revisión inicial, { $last } en revisión final, { $approved } aprobadas
manage-change = Cambiar
manage-change-person = Cambiar a { $name }
manage-close = Cerrar evaluación
manage-close-text = Al cerrarla no se reparten tareas nuevas. Lo que está en curso puede terminarse y revisarse.
manage-closed = Cerrada.
manage-counts =
    { $evaluations ->
        [one] Una evaluación
       *[other] { $evaluations } evaluaciones
    } · { $sets ->
        [one] un conjunto de prompts
       *[other] { $sets } conjuntos de prompts
    } · { $models ->
        [one] un modelo
       *[other] { $models } modelos
    } · { $people ->
        [one] una cuenta
       *[other] { $people } cuentas
    }
manage-create-draft = Crear como borrador
manage-create-set = Crear conjunto de prompts
manage-criteria = Criterios
manage-criteria-hint = Las filas sin nombre se omiten. Una comparación pide una preferencia en cada criterio. Donde se juzga una sola respuesta, la escala vacía significa de 0 a 100 puntos; o escriba etiquetas: Mala = 0; Regular = 50; Buena = 100.
manage-criterion-help = En qué fijarse
manage-criterion-help-of = Ayuda para el criterio { $number }
manage-criterion-name-of = Nombre del criterio { $number }
manage-criterion-required = Obligatorio
manage-criterion-required-of = El criterio { $number } es obligatorio
manage-disable = Desactivar
manage-domain = Dominio
manage-domain-hint = Por ejemplo: programación, matemáticas, seguimiento de instrucciones, español.
manage-draft-created = Creada como borrador. Ábrala cuando todo esté bien.
manage-enable = Activar
manage-error-tags = Etiquetas de error
manage-evaluation = Evaluación
manage-evaluations = Evaluaciones
manage-file = Archivo JSONL
manage-file-hint = Un prompt por línea; se importa todo el archivo o nada.
manage-first = Antes falta algo
manage-first-text = Una evaluación necesita modelos y un conjunto de prompts que no esté vacío.
manage-flow = Estado de las tareas
manage-flow-annotating = En anotación
manage-flow-approved = Aprobadas
manage-flow-final = Revisión final
manage-flow-initial = Revisión inicial
manage-flow-picture = Tareas por estado; la tabla tiene los números
manage-format = El formato
manage-format-text = Los modelos deben estar registrados. En lugar de un prompt, turns contiene una conversación que termina con el usuario. reference y attributes son opcionales. Una respuesta vacía significa que el modelo no dijo nada.
manage-guidelines = Pautas
manage-guidelines-hint = Markdown; se muestran junto a cada tarea.
manage-held = Respuestas retenidas
manage-held-approve = Aprobar lo marcado
manage-held-introduction = Parece presentarse con un nombre conocido.
manage-held-item = Prompt { $id }: la respuesta de { $model } no revela a los anotadores quién la escribió
manage-held-name = Contiene el nombre de un modelo o proveedor registrado.
manage-held-none = No hay nada retenido
manage-held-none-text = Ninguna respuesta de este conjunto de prompts le espera.
manage-held-text = Estas respuestas parecen revelar quién las hizo. Ningún anotador ni revisor las ve hasta que usted las apruebe. Si alguna lo revela de verdad, importe un archivo corregido en una versión nueva.
manage-held-approved =
    { $count ->
        [one] Se aprobó una respuesta.
       *[other] Se aprobaron { $count } respuestas.
    }
manage-held-waiting =
    { $count ->
        [one] Una respuesta parece revelar quién la hizo y le espera.
       *[other] { $count } respuestas parecen revelar quién las hizo y le esperan.
    }
manage-import = Importar
manage-import-heading = Importar prompts y respuestas
manage-imported =
    Importado en la versión { $version }: { $prompts ->
        [one] un prompt nuevo
       *[other] { $prompts } prompts nuevos
    }, { $responses ->
        [one] una respuesta nueva
       *[other] { $responses } respuestas nuevas
    }.
manage-into = En
manage-into-latest = la última versión
manage-into-new = una versión nueva
manage-invite = Invitar
manage-invite-someone = Invitar a alguien
manage-judgments-in = Juicios recibidos, del total de plazas
manage-justification = Justificación
manage-kind = Tipo
manage-latest-version = Última versión
manage-lease = Plazo
manage-lease-minutes = Minutos que se conserva una tarea sin señales de actividad
manage-line = línea { $line }, { $field }
manage-link = Enlace
manage-link-elsewhere = Si se accede a esta instalación por otra dirección, póngala delante de { $path }.
manage-link-give = Entregue este enlace a { $name }. Se muestra solo ahora y sirve una vez, durante siete días:
manage-login-hint = Por ejemplo, un correo electrónico.
manage-make-a-release = Crear una edición
manage-make-release = Crear edición
manage-initial-coverage = Parte de las tareas que examina la revisión inicial, en %
manage-final-coverage = Parte de las tareas que examina la revisión final, en %
manage-coverage-hint = Por debajo de 100 las tareas se sortean; las demás pasan sin decisión, y cada edición lo indica.
manage-minimum-justification = Mínimo de caracteres de una justificación
manage-minutes =
    { $n ->
        [one] Un minuto
       *[other] { $n } minutos
    }
manage-model = Modelo
manage-model-hint = Una sola versión, con el nombre que usan las clasificaciones y los archivos de importación.
manage-models = Modelos
manage-models-caption = Modelos registrados
manage-models-to-compare = Modelos que se juzgan
manage-name = Nombre
manage-name-hint = Lo ven los anotadores y revisores; no nombre ningún modelo.
manage-new-evaluation = Nueva evaluación
manage-new-set = Nuevo conjunto de prompts
manage-next-steps = Próximos pasos
manage-no-evaluations = Aún no hay evaluaciones
manage-no-evaluations-text = Una evaluación pide a los anotadores que comparen modelos con un conjunto de prompts.
manage-no-models = Aún no hay modelos
manage-no-models-text = Registre primero un proveedor y después sus modelos. Los anotadores y revisores nunca ven estos nombres.
manage-no-releases = Aún no hay ninguna. Una edición es una clasificación de los juicios aprobados hasta ahora; nunca cambia.
manage-no-sets = Aún no hay conjuntos de prompts
manage-no-sets-text = Cree uno abajo y después importe prompts con las respuestas de los modelos.
manage-none = ninguno
manage-nothing-changed = No se cambió nada. { $why }
manage-nothing-imported = No se importó nada. Corrija esto y envíe el archivo de nuevo:
manage-of = { $done } de { $total }
manage-one-a-line = Una por línea.
manage-open = Abrir evaluación
manage-open-text = Al abrirla se sella la versión del conjunto de prompts, se crean las tareas y se reparten a los anotadores. Después los ajustes ya no cambian.
manage-opened =
    Abierta, con { $tasks ->
        [one] una tarea
       *[other] { $tasks } tareas
    }.
manage-optional = { $name } (opcional)
manage-partial = Permitir prompts sin las respuestas de algunos modelos (cada uno necesita al menos dos)
manage-password-link = Nuevo enlace de contraseña
manage-people = Personas
manage-people-caption = Personas y sus roles
manage-person-active = activa
manage-person-disabled = desactivada
manage-person-invited = invitada
manage-person-name-hint = Tal como lo ven sus colegas; los revisores nunca ven el de un anotador.
manage-progress-judgments = juicios recibidos
manage-progress-tasks = tareas aprobadas
manage-prompt-set = Conjunto de prompts
manage-prompt-sets = Conjuntos de prompts
manage-prompts = Prompts
manage-prompts-in-it = Prompts que contiene
manage-provisional = Provisional por debajo de este número de juicios
manage-register-a-model = Registrar un modelo
manage-register-a-vendor = Registrar un proveedor
manage-register-model = Registrar modelo
manage-register-vendor = Registrar proveedor
manage-registered = Registrado.
manage-rejected = Rechazados
manage-release-deprecated = obsoleta
manage-release-draft = borrador: solo lo ven los administradores
manage-release-facts =
    { $judgments ->
        [one] un juicio
       *[other] { $judgments } juicios
    }, { $state }
manage-release-line = Edición { $number }
manage-release-made = La edición está creada. Solo la ven los administradores hasta que se publique.
manage-release-provisional = provisional
manage-release-published = publicada
manage-releases = Ediciones
manage-reopen = Abrir de nuevo
manage-reopen-text = Los anotadores vuelven a recibir tareas.
manage-reopened = Abierta de nuevo.
manage-resampling = Intervalos: remuestrear
manage-resampling-judgments = juicios sueltos
manage-resampling-prompts = prompts con todos sus juicios
manage-responses = Respuestas
manage-returned = Devueltos
manage-roles-changed = Los roles se cambiaron; la persona debe iniciar sesión de nuevo.
manage-roles-of = Roles de { $name }
manage-rounds = Rondas de bootstrap
manage-save-roles = Guardar roles
manage-seed = Semilla
manage-seed-hint = La misma semilla da los mismos bits.
manage-set-created = Creado. Ahora importe prompts con sus respuestas.
manage-set-version = { $set }, versión { $version }
manage-settings = Ajustes
manage-signs-in-as = Inicia sesión como
manage-state = Estado
manage-step-done = (hecho)
manage-step-evaluation = Cree una evaluación
manage-step-models = Registre proveedores y al menos dos modelos
manage-step-open = Abra la evaluación
manage-step-people = Invite a anotadores y revisores
manage-step-prompts = Cree un conjunto de prompts e importe prompts con respuestas
manage-vendor = Proveedor
manage-version = Versión
manage-version-open = sin uso: admite prompts y respuestas
manage-version-option =
    { $set } · versión { $version } · { $prompts ->
        [one] un prompt
       *[other] { $prompts } prompts
    }
manage-version-sealed = en uso por una evaluación: admite respuestas de más modelos, pero no prompts nuevos
manage-versions = Versiones
manage-waiting = En espera de revisión
manage-weights = Pesos
manage-weights-pairs = por la inversa de las veces que se comparó un par
manage-zero-optional = Con 0 es opcional.
manage-anchor = Fijar la escala con
manage-anchor-elo = Su Elo
manage-anchor-none = nadie: la media es 1000
manage-floor = Mínimo del número por par
manage-floor-hint = Se usa con el mínimo elegido arriba: ningún par cuenta más que con este número de juicios.
manage-resampling-annotators = anotadores con todos sus juicios
manage-resampling-cluster-sandwich = nada: el estimador sándwich agrupado por prompt
manage-resampling-sandwich = nada: el estimador sándwich por juicio
manage-slice-minimum = Mínimo de juicios de una parte
manage-slice-minimum-hint = Los valores con menos no tienen clasificación ni se nombran: podrían delatar un prompt.
manage-slices = Clasificación propia para cada valor de
manage-strength = Ponderar las preferencias por su intensidad
manage-strengths = Pesos de la intensidad, si se eligió arriba
manage-style = También con el estilo controlado, lado a lado
manage-weights-floored = por el inverso de cuántas veces se comparó un par, con un mínimo
manage-leave-out-corrected = Dejar fuera los juicios que un revisor corrigió
manage-kind-comparison = Comparación: cuál de dos respuestas es mejor
manage-kind-rating = Puntuación: qué tan buena es una respuesta
manage-kind-correctness = Exactitud: si una respuesta es correcta
manage-set-general = General: 4 criterios
manage-set-coding = Programación: 5 criterios
manage-set-language = Idioma: 16 criterios
manage-set-ready = Criterios ya preparados
manage-set-put = Poner en las filas
manage-scale = Escala de la puntuación
manage-scale-hint = Vacía para 0 a 100 puntos, o etiquetas, una por línea, cada una con lo que vale: Buena = 75.
manage-scale-points = de 0 a 100 puntos
manage-scale-column = Escala
manage-criterion-scale-of = Escala del criterio { $number }
manage-undo-seconds = Segundos en los que se puede deshacer un envío
manage-undo-hint = 0 para nunca. Termina antes si un revisor toma la tarea.
manage-save = Guardar
manage-routing = Cómo se reparten las tareas
manage-routing-saved = Guardado. Vale desde la próxima tarea.
manage-routing-priority = Prioridad, de 1 a 9
manage-routing-priority-hint = Las tareas de las evaluaciones con mayor prioridad van primero.
manage-routing-match = Los anotadores deben estar cualificados para
manage-routing-match-hint = En «Personas», la página de cada una dice para qué está cualificada.
manage-routing-match-stands = Esto quedó fijo al abrirse la evaluación.
manage-routing-domain = el dominio del conjunto de prompts
manage-routing-locale = el idioma del prompt (su atributo «locale», como es-MX)
manage-routing-programming-language = el lenguaje de programación del prompt (su atributo «programming_language»)
manage-routing-rounds = Prompts por ronda
manage-routing-rounds-hint = Se reparten tantos prompts de cada par de modelos antes de pasar a los siguientes.
manage-routing-rounds-stand = Rondas de { $prompts } prompts; quedaron fijas al abrirse la evaluación.
manage-routing-most-tasks = Máximo de tareas por persona
manage-routing-most-tasks-hint = 0 no pone límite.
manage-routing-most-share = Parte máxima de las tareas por persona, en %
manage-routing-most-share-hint = 100 no pone límite.
manage-routing-in-hand = Tareas en mano por persona
manage-routing-in-hand-hint = La que está en pantalla y las que se traen por adelantado.
manage-routing-skips = Omisiones y avisos por persona y hora
manage-routing-prompts = Prompts distintos por persona y hora
manage-routing-prompts-hint = Impide que alguien recopile los prompts; fíjelo por encima de lo que una persona puede juzgar con cuidado.
manage-qualifications = Cualificaciones y vínculos
manage-qualifications-of = Cualificaciones y vínculos de { $name }
manage-qualifications-saved = Guardado. Vale desde la próxima tarea.
manage-person-domains = Dominios
manage-person-domains-hint = Como los tienen los conjuntos de prompts, p. ej. coding; uno por línea o con comas.
manage-person-locales = Idiomas
manage-person-locales-hint = Etiquetas como es-MX; es a secas vale para el español de todas las regiones.
manage-person-programming-languages = Lenguajes de programación
manage-one-a-line-or-commas = Uno por línea o con comas.
manage-person-vendors = Vinculada a estos proveedores
manage-person-vendors-hint = P. ej. por empleo o inversión: nunca juzga ni revisa sus modelos.
manage-no-vendors = Todavía no hay proveedores registrados.
manage-flags = Prompts notificados
manage-flags-what = Nadie recibe tareas de estos prompts hasta que usted decida. Liberar los deja seguir; anular los retira para siempre.
manage-flags-none = No hay prompts pendientes
manage-flags-none-text = Aquí llega lo que los anotadores notifican como defectuoso.
manage-flags-resolved = Decididos
manage-flags-waiting =
    { $count ->
        [one] Un prompt notificado espera su decisión.
       *[other] { $count } prompts notificados esperan su decisión.
    }
manage-flag-named = { $id } en { $set }, versión { $version }
manage-flag-said = Notificado por { $name }
manage-flag-show = Mostrar el prompt
manage-flag-reference = Respuesta de referencia
manage-flag-why = Por qué
manage-flag-release = Liberar
manage-flag-void = Anular para siempre
manage-flag-released = Liberado: sus tareas se reparten de nuevo.
manage-flag-voided = Anulado: sus tareas no se reparten más.
manage-flag-prompt = Prompt
manage-flag-reason = Motivo
manage-flag-outcome = Decisión
manage-flag-outcome-released = liberado
manage-flag-outcome-voided = anulado
manage-flag-explanation = Por qué
manage-flag-by = Por
manage-flag-when = Cuándo
manage-flow-see = Ver todo el flujo en vivo
manage-flow-live = Se recarga sola cada diez segundos.
manage-flow-still = Está en pausa.
manage-flow-pause = Pausar
manage-flow-resume = Seguir
manage-flow-none = Todavía no hay tareas
manage-flow-none-text = Al abrir la evaluación se crean sus tareas.
manage-flow-where = Dónde están las tareas y desde cuándo
manage-flow-place = Etapa
manage-flow-tasks = Tareas
manage-flow-oldest = La más antigua, desde hace
manage-flow-median = Mediana, desde hace
manage-flow-all = Todas las tareas
manage-flow-held = Retenidas: prompt notificado
manage-flow-voided = Fuera: prompt anulado
manage-flow-who = Quién tiene qué en mano
manage-flow-nobody = Ahora nadie tiene nada en mano.
manage-flow-duty = Qué
manage-flow-judges = juzga
manage-flow-revises = revisa lo devuelto
manage-flow-since = La más antigua, desde hace
manage-flow-until = El primer plazo vence en
manage-flow-over = vencido
manage-age-days = { $days } d { $hours } h
manage-age-hours = { $hours } h { $minutes } min
manage-age-minutes = { $minutes } min
manage-benchmark = Prueba pública de la misma dificultad
manage-benchmark-accuracy = Exactitud en ella, en %
manage-benchmark-hint = Opcional: la clasificación muestra entonces la diferencia de cada modelo con ella.
manage-benchmark-items = Cuántos elementos tiene, si se sabe
manage-reasons = Motivos
manage-reasons-what = Los revisores eligen entre estos al devolver, rechazar o reenviar. Un motivo ya usado no cambia; retírelo para no ofrecerlo más.
manage-reason-text = Motivo
manage-reason-for = Para
manage-reason-given = Usado
manage-reason-state = Estado
manage-reason-offered = ofrecido
manage-reason-retired = retirado
manage-reason-add = Añadir un motivo
manage-reason-hint = También lo leen los anotadores.
manage-reason-retire = Retirar
manage-reason-again = Volver a ofrecer
manage-reason-retire-which = Retirar: { $reason }
manage-reason-again-which = Volver a ofrecer: { $reason }
manage-reason-added = Añadido.
manage-reason-changed = Cambiado.
manage-reason-none = Aún no hay motivos
manage-coverage = Revisión
manage-coverage-of = la revisión inicial examina el { $initial } % de las tareas y la final el { $last } %
manage-coverage-drawn = (hasta ahora se sortearon { $initial } de { $came } tareas para la revisión inicial y { $last } de { $passed } para la final)
manage-guidelines-version = Pautas, versión { $version }
manage-guidelines-edit = Cambiar las pautas
manage-guidelines-edit-hint = Será una versión nueva. Quienes ya anotan la confirman antes de seguir; las versiones anteriores se conservan.
manage-guidelines-save = Guardar como versión nueva
manage-guidelines-saved = La versión { $version } de las pautas está en vigor.
manage-second-factor-reset = Restablecer el segundo factor
manage-second-factor-was-reset = El segundo factor se ha eliminado y se ha cerrado la sesión de la persona. Vuelve a bastar la contraseña.
manage-second-factor-roles = Roles que lo requieren
manage-second-factor-roles-hint = En quien no lo tenga, el rol queda en suspenso desde su próxima solicitud, hasta que lo active en Cuenta.
manage-second-factor-roles-saved = Se han guardado los roles que requieren un segundo factor.

## board

board-above = { $upper } por encima de { $lower }
board-accuracy = Exactitud
board-agreement = Dos anotadores de la misma tarea coinciden en el resultado en el { $share } de { $pairs } pares.
board-all-prompts = Todos los prompts
board-alpha = El alfa de Krippendorff de los resultados es { $alpha } (1 es acuerdo total, 0 lo que da el azar).
board-anchored = La escala está fijada por { $model } en { $elo }.
board-as-table = Como tabla
board-basis = a partir de { $judgments } juicios aprobados de { $prompts } prompts por { $annotators } anotadores
board-basis-slice = a partir de { $judgments } juicios aprobados de { $prompts } prompts
board-by-annotators = Los intervalos del 95 % son los percentiles 2,5 y 97,5 de { $rounds } rondas de bootstrap que vuelven a sortear anotadores con todos sus juicios.
board-by-cluster-sandwich = Los intervalos del 95 % son normales, por el estimador sándwich agrupado por prompt: los juicios de un mismo prompt no se toman como independientes.
board-by-judgments = Los intervalos del 95 % son los percentiles 2,5 y 97,5 de { $rounds } rondas de bootstrap que vuelven a sortear juicios sueltos, como si fueran independientes.
board-by-prompts = Los intervalos del 95 % son los percentiles 2,5 y 97,5 de { $rounds } rondas de bootstrap que vuelven a sortear prompts con todos sus juicios.
board-by-sandwich = Los intervalos del 95 % son normales, por el estimador sándwich, con los juicios tomados como independientes.
board-card = Edición { $number } · { $judgments } juicios de { $prompts } prompts
board-centred = La media de los modelos es 1000.
board-change = Cambio
board-changed-judgments = Ambas cuentan { $shared } juicios; se añadieron { $added } y { $removed } ya no se cuentan.
board-changed-settings = Ajustes que difieren
board-clear = claro
board-clear-means = «Claro» señala un cambio cuyos dos intervalos del 95 % no se tocan. Las dos ediciones comparten juicios, así que un cambio menor también puede ser real.
board-data = Datos
board-deprecate = Marcar como obsoleta
board-deprecate-means = Sigue siendo legible, marcada con la fecha.
board-deprecated = Obsoleta (desde el { $when })
board-difference = Elo de diferencia
board-draft = Borrador: solo lo ven los administradores
board-elo = Elo
board-engine = Motor
board-equal = iguales
board-from-to = { $from } a { $to }
board-further = Juicios que faltan
board-further-pair = … solo de estos dos
board-hash = Hash
board-interval = Intervalo del 95 %
board-judgments = Juicios
board-left = La respuesta de la izquierda fue preferida en el { $share } (los empates cuentan la mitad); un 50 % sería ausencia de sesgo de posición.
board-left-interval = La respuesta de la izquierda fue preferida en el { $share } (intervalo del 95 %: { $lower } a { $upper }; los empates cuentan la mitad); un 50 % sería ausencia de sesgo de posición.
board-list = Clasificaciones
board-made = creada el { $when },
board-mean = Media
board-method = Método
board-method-fit = Las puntuaciones son un ajuste de Bradley–Terry en la escala Elo (1000 + 400 · log10 de la fuerza); los empates cuentan la mitad.
board-method-judged = Cada tarea muestra dos respuestas a un prompt, sin nombre y en orden aleatorio, a anotadores independientes. Sus juicios pasan una revisión inicial y una final por otras personas; solo se cuentan los aprobados por ambas.
board-method-rank = El puesto es 1 + el número de modelos cuyo intervalo queda enteramente por encima.
board-model = Modelo
board-neighbours = Qué seguridad tiene el orden
board-neighbours-means = Para cada dos vecinos: la probabilidad de que su orden sea correcto y cuántos juicios más se esperan hasta que sea del 95 %, repartidos como los actuales o solo de esos dos modelos.
board-none = Aún no hay nada publicado
board-none-hint = Aquí aparece una clasificación cuando un administrador publica una edición.
board-now-deprecated = Marcada como obsoleta. Sigue siendo legible.
board-of-judgments = de { $count } juicios
board-one = Clasificación
board-order = Orden
board-order-right = El orden es correcto
board-other-releases = Otras ediciones
board-people = { $annotators } anotadores juzgaron { $tasks } tareas; { $reviewers } personas las revisaron.
board-percent = { $share } %
board-plain-elo = Elo, simple
board-plain-rank = Puesto, simple
board-plot = { $unit } con intervalos del 95 %; la tabla tiene los números
board-plot-line = { $model }: { $rating }, de { $lower } a { $upper }.
board-preview = Mostrar como provisional
board-preview-means = Todo el mundo puede leerla, marcada como provisional.
board-previewed = Ahora todo el mundo puede leerla, marcada como provisional.
board-provisional = Provisional
board-provisional-means = Provisional: siguen llegando juicios y otra edición ocupará el lugar de esta.
board-publish = Publicar
board-publish-means = A partir de entonces todo el mundo puede leerla; queda como está.
board-published = Publicada. Ahora todo el mundo puede leerla.
board-rank = Puesto
board-ranking = Clasificación
board-release = Edición { $number },
board-release-short = Edición { $number }
board-row-provisional = provisional
board-same-settings = Ninguno: ambas se calcularon igual.
board-seed = Semilla
board-setting = Ajuste
board-setting-accuracy = { $model } { $share }
board-setting-anchor = { $model } en { $elo } Elo
board-setting-benchmark =
    { $items ->
        [one] { $name } (un elemento)
       *[other] { $name } ({ $items } elementos)
    }
board-setting-floored = por el inverso de las veces que se comparó un par, al menos { $floor } veces
board-setting-left-out = Juicios corregidos que se dejan fuera
board-setting-no = no
board-setting-voided = Juicios que se dejan fuera porque se anularon sus prompts
board-setting-voided-prompts = Prompts anulados a los que corresponden
board-setting-weight = { $what } { $weight }
board-setting-yes = sí
board-voided-since = Se anularon prompts después de contar aquí juicios sobre ellos: { $judgments ->
        [one] un juicio
       *[other] { $judgments } juicios
    } de { $prompts ->
        [one] un prompt
       *[other] { $prompts } prompts
    }. Esta edición queda como se hizo; una nueva los deja fuera.
board-settled = decidido
board-slices = Partes de los prompts
board-stability = Estabilidad de los puestos
board-stability-means = Proporción de las rondas de bootstrap en que cada modelo tuvo cada puesto según su sola puntuación.
board-strength = Las preferencias pesan según su intensidad: más o menos igual { $same }, algo mejor { $slightly }, mejor { $clearly }, mucho mejor { $much }.
board-style = Con el estilo controlado
board-style-bold = pasajes en negrita
board-style-code = bloques de código
board-style-coefficients = Cuánto vale el estilo
board-style-headers = encabezados
board-style-lists = elementos de lista
board-style-means = La misma regresión con las diferencias normalizadas (a − b) / (a + b) de longitud en tokens y de encabezados, elementos de lista, negritas y bloques de código de Markdown, y el lado mostrado, junto a las puntuaciones. Intervalos por el estimador sándwich.
board-style-never-varies = nunca varía
board-style-position = mostrada a la izquierda
board-style-tokens = longitud en tokens
board-style-unknown = Con estos juicios no se puede distinguir el efecto del estilo del de los modelos, así que no se muestran números.
board-style-what = Estilo
board-style-worth = Elo por desviación típica
board-styled-elo = Elo, estilo controlado
board-styled-rank = Puesto, estilo controlado
board-tag = Etiqueta de error
board-tags = Errores encontrados
board-tags-means = Proporción de las respuestas juzgadas de un modelo que recibieron la etiqueta.
board-tags-picture = Etiquetas de error por modelo; la tabla de abajo tiene los números
board-too-small = Valores de «{ $attribute }» con menos de { $minimum } juicios, no mostrados: { $count }.
board-unbounded = sin límite
board-under-one-percent = < 1 %
board-vendor = Proveedor
board-verify = Quien opera esta instalación puede volver a calcularla, bit a bit: assay release verify { $id }
board-weights-floored = Cada juicio pesa el inverso de cuántas veces se comparó su par de modelos, como mínimo { $floor }.
board-weights-none = Todos los juicios pesan lo mismo.
board-weights-pairs = Cada juicio pesa el inverso de cuántas veces se comparó su par de modelos.
board-weights-strength-alone = Los juicios pesan solo según la intensidad de la preferencia.
board-what-changed = Qué cambió
board-widths = Semiamplitud media de los intervalos por el estimador sándwich: { $prompts } Elo por prompt, { $judgments } por juicio.
board-wins = Tasas de victoria
board-wins-means = Con qué frecuencia el modelo de la fila fue preferido al de la columna; los empates cuentan la mitad.
board-wins-predicted = El número menor es lo que predicen las puntuaciones.
board-won-tied-lost = Ganados / empatados / perdidos
board-corrected =
    { $count ->
        [one] Un juicio cuenta tal como lo corrigió un revisor.
       *[other] { $count } juicios cuentan tal como los corrigió un revisor.
    }
board-coverage = La revisión inicial miró el { $initial } % de las tareas y la final el { $last } %, elegidas al azar; las demás pasaron sin leerse.
board-left-out =
    { $count ->
        [one] Se deja fuera un juicio que un revisor corrigió.
       *[other] Se dejan fuera { $count } juicios que un revisor corrigió.
    }
board-gap = Diferencia con { $name }
board-gap-line = { $difference } ({ $lower } a { $upper }; allí { $public } %)
board-method-accuracy = El número es la proporción de respuestas de un modelo juzgadas correctas; las parcialmente correctas no cuentan. El intervalo de Wilson toma cada juicio como independiente.
board-method-gap = La diferencia es la exactitud en { $name } menos la de aquí; por encima de 0, un modelo puede haber visto los problemas públicos.
board-method-judged-one = Cada tarea muestra una respuesta a un prompt, sin nombre, a anotadores independientes. Sus juicios pasan una revisión inicial y una final por otras personas; solo se cuentan los aprobados por ambas.
board-method-mean = El número es la media de las puntuaciones de un modelo en una escala de 0 a 100.
board-partly = Parcialmente correctas
board-wilson = Intervalo de Wilson
board-weak-all-ties = Todos los juicios son empates, así que todas las puntuaciones son iguales.
board-weak-anchor = El modelo de referencia { $model } no tiene una puntuación finita; en su lugar, la media de las puntuaciones se fija en su Elo.
board-weak-below-minimum = Provisionales, con menos de { $minimum } juicios: { $models }.
board-weak-disconnected = Los modelos forman { $groups } grupos que nunca se compararon entre sí. Cada grupo se puntúa y ordena por separado; las puntuaciones de grupos distintos no son comparables.
board-weak-few-units = Los intervalos se apoyan en solo { $units } unidades independientes (menos de { $enough }), demasiado pocas para fiarse de ellos.
board-weak-infinite-rounds = En { $infinite } de { $rounds } rondas de bootstrap algún modelo no tuvo una puntuación finita. Cuentan como infinitas, así que un extremo de un intervalo puede quedar sin límite; con más juicios se resolvería.
board-weak-never-lost = Nunca cedieron un punto ante los modelos puntuados, así que no existe una puntuación finita: { $models }. Figuran por encima, sin número ni puesto.
board-weak-never-won = Nunca ganaron un punto a los modelos puntuados, así que no existe una puntuación finita: { $models }. Figuran por debajo, sin número ni puesto.
board-weak-no-judgments = Aún no hay juicios, así que no puede decirse nada.
board-weak-no-variation = Todos los juicios de un modelo son iguales: { $models }. Su intervalo de bootstrap no tiene entonces anchura, lo que no significa certeza.
board-weak-not-compared = Nunca comparados, o solo con peso cero: { $models }. No se muestra ningún número.
board-weak-not-judged = Nunca juzgados: { $models }. No se muestra ningún número.
board-weak-one-model = Una comparación necesita al menos dos modelos.
board-weak-sandwich = Con { $judgments } juicios (más de { $above }), los intervalos provienen de el estimador sándwich agrupado por prompt en lugar de un bootstrap.
board-weak-unit-annotator = No se sabe qué juicios son de un mismo anotador, así que los intervalos toman cada juicio como independiente; son demasiado estrechos si los juicios se parecen.
board-weak-unit-prompt = No se sabe qué juicios son de un mismo prompt, así que los intervalos toman cada juicio como independiente; son demasiado estrechos si los juicios se parecen.
board-weak-unplaced = Sus comparaciones no permiten situarlos frente a los modelos puntuados: { $models }. No se muestra ningún número.
board-weak-weights-not-used = Los juicios tienen pesos, pero cada uno se contó como uno.
board-weak-zero-weights = Juicios con peso cero, que no deciden nada: { $judgments }.
board-voided = Se dejan fuera { $judgments } juicios aprobados porque sus prompts resultaron defectuosos y se anularon (prompts: { $prompts }).
## keys

say-saving = Guardando …
say-saved = Borrador guardado a las { $time }
say-signed-out = La sesión terminó. Inicie sesión en otra pestaña y siga aquí; su texto se conserva.
say-not-open = Esta tarea ya no está abierta para usted aquí. El texto se conserva; envíe para ver cómo está.
say-not-saved = No se guardó: el servidor no acepta este borrador ({ $status }). El texto sigue aquí.
say-not-saved-offline = No se guardó: sin conexión. El texto sigue aquí; se intenta de nuevo.
say-offline = Sin conexión. Siga escribiendo; se guardará cuando vuelva la conexión.
say-submitting = Enviando …
say-submitted = Enviado.
say-submitted-undo = Enviado. Se puede deshacer durante { $left }.
say-undo-left = Enviado. Se puede deshacer durante { $left }.
say-undo-over = El envío ya no se puede deshacer.
say-submitted-offline = Enviado. Sin conexión para la tarea siguiente; se intenta de nuevo.
say-not-submitted = No se envió: el servidor no lo acepta ({ $status }). El texto sigue aquí.
say-not-submitted-offline = Sin conexión. Su juicio se conserva y se reenvía hasta que llegue; deje esta página abierta.
say-mark-start = { $response }: marcar un pasaje. Las flechas mueven, con Control por palabras, con Mayúsculas seleccionan. Intro toma el pasaje, Escape termina.
say-mark-nothing = No hay nada seleccionado. Mantenga Mayúsculas y muévase con las flechas.
say-mark-chosen = Seleccionado: { $passage }
say-marked = Marcado: { $passage }
say-unmarked = La marca se ha quitado.
say-passage = El pasaje: { $passage }
say-restored = Lo último que escribió aquí y el servidor no tenía está de vuelta y guardado.
say-written = { $written } caracteres
say-written-of = { $written } de al menos { $least } caracteres
keys-heading = Teclas
keys-all = Todas las teclas:
keys-escape = Salir de un campo de texto
keys-close = Cerrar
keys-choose = Elegir otras teclas
keys-single-off = Las teclas sueltas están desactivadas: solo las escalas responden a ellas, mientras tienen el foco.
keys-point = Un punto de la escala en que está, desde la izquierda; luego pasa a la siguiente
keys-point-number = Punto { $number } de una escala
keys-next-scale = Escala siguiente
keys-previous-scale = Escala anterior
keys-both-bad = Ambas son malas
keys-final-answer = Marcar la respuesta final
keys-errors = Errores de la respuesta A; otra vez para los de B. Espacio marca, Tab avanza
keys-mark = Marcar un pasaje: lo seleccionado o, con el teclado, en la respuesta en la que está; otra vez para la otra
keys-justification = Escribir la justificación
keys-prompt = Leer el prompt
keys-responses = Leer la respuesta A; otra vez para B. Las flechas desplazan
keys-guidelines = Abrir y cerrar las pautas
keys-differences = Mostrar en qué difieren las respuestas
keys-together = Desplazar juntas las respuestas
keys-layout = Respuestas una al lado de la otra o una debajo de la otra
keys-save = Guardar el borrador ahora; también se guarda mientras trabaja
keys-submit = Enviar
keys-undo = Deshacer el último envío
keys-skip = Omitir esta tarea, con un motivo
keys-flag = Señalar un prompt defectuoso
keys-work = Mi trabajo
keys-help = Esta hoja
keys-intro = Sus teclas, en todo dispositivo donde inicie sesión. Escriba un solo carácter, Shift B, Ctrl K o F2; deje un campo vacío para no asignar tecla.
keys-single = Los caracteres sueltos son teclas
keys-single-hint = Nunca mientras escribe. Desactívelo si el dictado o un roce acciona teclas; entonces solo la escala que tiene el foco responde a sus números.
keys-action = Acción
keys-reviewing = Al revisar
keys-judging = Al juzgar
keys-verdict = Decisión { $number }, contando desde arriba
keys-annotator = A la decisión sobre el anotador { $letter }
keys-key = Tecla
keys-at-first = Al principio
keys-keep = Guardar las teclas
keys-reset = Todas como al principio
keys-back = Volver al trabajo
keys-kept = Sus teclas se guardaron.
reading-tools = Lectura
mark-passage = Marcar un pasaje
mark-hint = Las flechas mueven, con Ctrl por palabras, con Mayús seleccionan. ↵ toma el pasaje, Esc termina.
mark-heading = ¿Qué es este pasaje?
mark-answer = La respuesta final
mark-how-bad = Gravedad
mark-leave = Nada
mark-show = Mostrar
mark-remove = Quitar
mark-show-named = Mostrar en la respuesta: { $what }
mark-remove-named = Quitar: { $what }
reading-together = Desplazar juntas
reading-layout = Una debajo de otra
reading-differences = Diferencias
reading-differences-heading = En qué difieren las respuestas
reading-differences-legend = Tachado: solo en la respuesta A. Subrayado: solo en la respuesta B.
reading-differences-cut = Estas respuestas son demasiado largas o demasiado distintas para compararlas por completo. Algunos pasajes aparecen enteros: primero el de la respuesta A y después el de la respuesta B.
newer-draft-text = Hay un borrador más reciente de esta tarea, de otra pestaña o dispositivo. Lo de aquí se conserva hasta que elija.
newer-draft-show = Mostrar el borrador más reciente
newer-draft-keep = Conservar lo de aquí

## problem: what stands in the way

problem-bad-request = No se pudo entender la solicitud. Vuelva atrás e inténtelo de nuevo.
problem-conflict = Esto cambió desde que lo abrió. No se guardó nada; recargue la página para ver cómo está.
problem-forbidden = No puede hacer esto. Si siguió un enlace de otro sitio, abra Assay directamente e inténtelo allí.
problem-internal = Algo falló en el servidor. Quedó registrado; si vuelve a ocurrir, indique a su administrador el número de abajo.
problem-invalid = Falta algo en el formulario o tiene una forma incorrecta. No se guardó nada; vuelva atrás y revíselo.
problem-method-not-allowed = Esta dirección no se puede usar de esa manera.
problem-not-found = Aquí no hay nada, o no es suyo.
problem-overloaded = El servidor está ocupado y no lo hizo. Inténtelo de nuevo en un momento.
problem-refused = No se pudo llevar a cabo la solicitud.
problem-request = Solicitud { $id }
problem-signed-out = No ha iniciado sesión o su sesión terminó. Inicie sesión e inténtelo de nuevo.
problem-timeout = La carga fue demasiado lenta y se detuvo. No se guardó nada; inténtelo de nuevo.
problem-title-forbidden = No permitido
problem-title-internal = Es culpa nuestra
problem-title-not-found = Aquí no hay nada
problem-title-refused = Eso no funcionó
problem-title-signed-out = Inicie sesión
problem-title-wait = Un momento
problem-to-start = Ir al inicio
problem-too-large = Lo que envió es más grande de lo que esta página acepta. No se guardó nada.
problem-too-many-requests = Demasiados intentos en poco tiempo. Espere un poco e inténtelo de nuevo.
problem-unsupported-media-type = Esta dirección no acepta ese tipo de contenido.
problem-unknown-field = Este formulario no tiene ningún campo “{ $field }”. No se ha guardado nada.

## refusal: what a rule refuses, and what to mend; the English text is that of `server/domain` and `server/workflow`

refusal-audit-word = Escríbalo como en la lista, por ejemplo judgment.submit o task:17.
refusal-choose-kind = Elija qué se juzga.
refusal-list-choice = Elija uno de la lista.
refusal-day = Escriba el día como año-mes-día, por ejemplo 2026-11-25.
refusal-passage-error = Elija qué error hay en el pasaje.
refusal-prompt-id = Indique el identificador del prompt tal como figuraba en el archivo importado.
refusal-rating-number = Escriba un número entero de 0 a 100.
refusal-recipient = Diga en 2 a 200 caracteres para quién es el archivo.
refusal-audit-subject = Escriba el objeto como en la lista, por ejemplo task:17.
refusal-a-role = Elija al menos un rol.
refusal-an-admin = Alguien debe seguir siendo administrador; dé antes el rol a otra persona.
refusal-annotators-per-task = Elija de 1 a 9 anotadores por tarea.
refusal-choose-file = Elija un archivo.
refusal-comment-long = Limite el comentario a 5000 caracteres sin NUL.
refusal-criteria-many = Elija como máximo 20 criterios.
refusal-criteria-names = Cada criterio y etiqueta necesita un nombre de 1 a 80 caracteres.
refusal-criteria-twice = Dos criterios o dos etiquetas tienen el mismo nombre; cambie uno.
refusal-decide-once = Decida sobre este juicio, una sola vez.
refusal-domain = Indique un dominio de 1 a 60 caracteres, por ejemplo programación.
refusal-draft-long = El borrador es demasiado largo para guardarlo.
refusal-evaluation-taken = Ya existe una evaluación con este nombre.
refusal-file-after = Hay texto después del final del objeto, en la columna { $column }.
refusal-file-attributes = Los nombres y valores de los atributos tienen de 1 a 200 caracteres sin caracteres de control.
refusal-file-both = Indique prompt o turns, no ambos.
refusal-file-empty = Este texto está vacío.
refusal-file-id = Indique un id de 1 a 200 caracteres sin caracteres de control.
refusal-file-json = JSON no válido en la columna { $column }; cada línea es un objeto JSON completo.
refusal-file-known-prompt = La versión ya tiene un prompt con este id y otro contenido; use otro id o importe en una versión nueva.
refusal-file-known-response = La respuesta de este modelo a este prompt ya existe con otro contenido.
refusal-file-last-turn = El último turno debe ser del usuario; las respuestas lo contestan.
refusal-file-line-long = La línea supera los 16 MiB.
refusal-file-missing = Falta este campo.
refusal-file-model = Este modelo no está registrado; regístrelo antes en Modelos.
refusal-file-name-twice = Un nombre aparece dos veces en este objeto.
refusal-file-object = Cada línea es un objeto JSON completo que empieza con {"{"}.
refusal-file-prompt = Falta este campo; indique prompt o turns.
refusal-file-response = Falta esta respuesta: otras líneas tienen una de este modelo. Añádala o permita prompts sin las respuestas de algunos modelos.
refusal-file-response-twice = La respuesta de un modelo aparece dos veces.
refusal-file-role = Un rol no es system, user ni assistant.
refusal-file-same-id = El mismo id está en la línea { $first }; los id son únicos dentro de un archivo.
refusal-file-sealed = Este prompt es nuevo, pero una evaluación usa esta versión; importe en una versión nueva.
refusal-file-text-long = Este texto supera 1 MiB.
refusal-file-twice = Este campo aparece dos veces.
refusal-file-two-responses = Falta una respuesta: un prompt necesita las respuestas de al menos dos modelos.
refusal-file-type = El valor de la columna { $column } es de un tipo incorrecto.
refusal-file-unknown = Este campo no se conoce; una línea tiene id, prompt o turns, reference, attributes, responses.
refusal-file-utf8 = UTF-8 no válido a partir del byte { $byte } de la línea; guarde el archivo como UTF-8.
refusal-guidelines-long = Acorte las pautas a 100.000 caracteres.
refusal-last-admin = No se puede desactivar al último administrador.
refusal-lease = Elija un plazo de 1 segundo a 7 días.
refusal-login = Indique un nombre de usuario de 2 a 100 caracteres sin espacios, por ejemplo un correo electrónico.
refusal-login-taken = Este nombre de usuario ya está en uso.
refusal-login-taken-spelling = Este nombre de usuario ya está en uso, quizá con otra grafía.
refusal-minimum-justification = Elija de 0 a 5000 caracteres.
refusal-model-taken = Ya hay un modelo registrado con este nombre.
refusal-name-100 = Indique un nombre de 1 a 100 caracteres.
refusal-name-120 = Indique un nombre de 1 a 120 caracteres.
refusal-no-pairs = Ningún prompt tiene respuestas de dos de estos modelos.
refusal-no-prompts = El archivo no tiene prompts; ponga un objeto JSON por línea.
refusal-nobody = Ninguna persona activa tiene este nombre de usuario.
refusal-not-allowed = Su cuenta no puede hacer esto. Si necesita el rol, pídalo a un administrador.
refusal-not-found = Aquí no hay nada, o no es suyo.
refusal-nothing-approved = Aún no hay ningún juicio aprobado en esta evaluación; una edición necesita al menos uno.
refusal-release-all-left-out = Todos los juicios aprobados quedan fuera: su prompt se anuló, o un revisor los corrigió y los corregidos no cuentan. Una edición necesita al menos uno.
refusal-nul = Quite el carácter NUL (U+0000).
refusal-password-current = Esta no es su contraseña actual.
refusal-password-common = Es una de las contraseñas que primero se adivinan; elija otra.
refusal-password-login = La contraseña contiene su nombre de usuario; elija otra.
refusal-password-long = Elija como máximo { $most } caracteres.
refusal-password-short = Elija al menos { $least } caracteres; una frase es fácil de recordar.
refusal-registered-models = Elija modelos registrados.
refusal-rounds = Elija de 100 a 20.000 rondas.
refusal-say-why = Diga por qué, para que la siguiente persona sepa qué cambiar.
refusal-set-taken = Ya existe un conjunto de prompts con este nombre.
refusal-sign-in = El nombre de usuario o la contraseña no es correcto.
refusal-stale = Esto cambió desde que lo abrió. No se guardó nada; la página muestra ahora cómo está.
refusal-lease-lost = Se agotó su plazo para esta tarea y pasó a otra persona. Su borrador se conserva y puede leerse, pero no se envió.
refusal-submission-id = El formulario perdió su identificador de envío; recargue la página.
refusal-submission-reused = Este envío ya se recibió con otro contenido. Vale el primero.
refusal-conflict-of-interest = No puede revisar esta tarea: la juzgó usted o la revisó en la otra etapa.
refusal-out-of-order = Este paso no está abierto ahora para esta tarea. Recargue la página para ver cómo está.
refusal-choose-point = Elija un punto de la escala.
refusal-both-bad = «Ambas son malas» solo va con «Más o menos iguales»; elija una opción u otra.
refusal-rate-criterion = Valore este criterio.
refusal-foreign-criterion = Un criterio valorado no forma parte de esta evaluación; recargue la página.
refusal-foreign-tag = Una etiqueta de error no forma parte de esta evaluación; recargue la página.
refusal-justification-short = Escriba al menos { $least } caracteres; tiene { $written }.
refusal-justification-long = Acórtela a { $most } caracteres; tiene { $written }.
refusal-tags-many = Elija como máximo 40 etiquetas de error.
refusal-held-responses = Algunas respuestas parecen revelar quién las hizo; revíselas en Conjuntos de prompts y apruébelas antes.
refusal-two-models = Elija al menos dos modelos para comparar.
refusal-vendor = Elija un proveedor registrado.
refusal-vendor-taken = Este proveedor ya está registrado.
refusal-version-with-prompts = Elija una versión del conjunto que tenga prompts.
refusal-whole-number = Indique un número entero de 0 o más.
refusal-correction-why = Diga por qué lo corrige; la corrección se muestra con su motivo.
refusal-correction-empty = Aún no ha cambiado nada. Cambie una respuesta o elija «Aprobar».
refusal-reason-approve = Aprobar no necesita motivo; elija otra decisión.
refusal-reason-text = Escriba el motivo en 1 a 200 caracteres.
refusal-reason-unknown = Elija un motivo de los que se ofrecen para esta decisión.
refusal-reason-taken = Este motivo ya está en la lista, quizá retirado.
refusal-fields-foreign = Lo que se debe cambiar no forma parte de esta evaluación; recargue la página.
refusal-coverage = Elija del 1 al 100 % de las tareas.
refusal-in-hand = Tiene { $most } tareas en sus manos. Decida o devuelva antes una de ellas.
refusal-priority = Elija una prioridad de 1 a 9.
refusal-tasks-in-hand = Elija de 1 a 5 tareas en mano.
refusal-prompts-per-round = Elija de 1 a 10.000 prompts por ronda.
refusal-most-tasks = Elija de 0 a 1.000.000 de tareas; 0 no pone límite.
refusal-most-share = Elija una parte del 1 al 100 %.
refusal-skips-per-hour = Elija de 0 a 1.000 omisiones por hora.
refusal-prompts-per-hour = Elija de 1 a 100.000 prompts por hora.
refusal-rounds-stand = Las rondas quedan fijas una vez abierta la evaluación.
refusal-match-stands = Lo que se exige a los anotadores queda fijo una vez abierta la evaluación.
refusal-match-locale = El «locale» de un prompt no es una etiqueta de idioma como es o es-MX; impórtelo de nuevo.
refusal-qualification-items = Indique como máximo 100 elementos de hasta 80 caracteres cada uno.
refusal-qualification-locales = Indique etiquetas de idioma como es, es-MX o zh-Hant; 100 como máximo.
refusal-note-missing = Diga brevemente por qué.
refusal-note-long = No pase de 1.000 caracteres.
refusal-registered-vendors = Elija proveedores registrados.
refusal-too-many-skips = Ha omitido tantas tareas en una hora como permite esta evaluación. Juzgue esta o vuelva más tarde.
refusal-too-many-prompts = Ha recibido tantos prompts en una hora como permite esta evaluación. No se ha perdido nada; vuelva dentro de un rato para seguir.
refusal-anchor = Elija uno de los modelos de la evaluación.
refusal-anchor-elo = Elija un Elo entre −10 000 y 10 000.
refusal-floor = Elija un mínimo de al menos 1 juicio.
refusal-number = Escriba un número.
refusal-slice-minimum = Elija al menos 1 juicio.
refusal-slices = Elija como máximo 12 atributos que tengan los prompts.
refusal-strength = Elija pesos de 0 a 100, no todos 0.
refusal-benchmark = Dé a la prueba pública un nombre de 1 a 120 caracteres.
refusal-benchmark-accuracy = Indique la exactitud de al menos un modelo, de 0 a 100 %.
refusal-benchmark-items = Déjelo vacío o elija al menos 1 elemento.
refusal-criterion-scale = Escriba la escala de { $name } con 2 a 11 etiquetas distintas, cada una con lo que vale de 0 a 100, como «Mala = 0; Buena = 100».
refusal-other-kind = Una respuesta no corresponde a este tipo de tarea; recargue la página.
refusal-off-scale = Esto no está en la escala de la evaluación; elija una etiqueta.
refusal-rate-points = Puntúe la respuesta con 0 a 100 puntos.
refusal-choose-label = Elija una etiqueta de la escala.
refusal-say-right = Indique si la respuesta es correcta.
refusal-off-criterion-scale = Esto no está en la escala del criterio; elija una etiqueta.
refusal-final-answer = Marque la respuesta final, o indique que la respuesta no da ninguna.
refusal-final-answer-both = Hay una respuesta final marcada aunque se indica que no la hay; elija una de las dos cosas.
refusal-error-tags-many = Como máximo 100 etiquetas de error.
refusal-scale-labels = Escriba cada etiqueta con lo que vale, de 0 a 100, como «Good = 75».
refusal-scale-size = Una escala tiene de 2 a 11 etiquetas.
refusal-scale-names = Cada etiqueta de una escala necesita un nombre de 1 a 60 caracteres.
refusal-scale-twice = Dos etiquetas de una escala tienen el mismo nombre o valen lo mismo; cambie una.
refusal-passage-moved = El pasaje marcado no está así en la respuesta; márquelo de nuevo.
refusal-passage-empty = Pegue el pasaje de la respuesta o quite la marca.
refusal-passage-long = Marque un pasaje más corto, de 5000 caracteres como máximo.
refusal-passage-several = Esto aparece más de una vez en la respuesta; cite más palabras de alrededor.
refusal-passage-none = Esto no aparece en la respuesta; copie de ella el pasaje y péguelo aquí.
refusal-undo-seconds = Elija de 0 a 3600 segundos.
refusal-help-long = Acorte la ayuda de un criterio a 1000 caracteres.
refusal-one-model = Elija al menos un modelo.
refusal-no-responses = Ningún prompt tiene una respuesta de estos modelos.
refusal-guidelines-same = Aún no ha cambiado nada en las pautas.
refusal-guidelines-changed = Las pautas han cambiado. Lea y confirme la versión nueva y siga después; lo que escribió queda guardado como borrador.

refusal-reason-from-list = Elija un motivo de la lista.
refusal-approve-all = Eligió otra cosa para el anotador { $letter }. Envíe las decisiones o elija allí «Aprobar».
refusal-key-unreadable = Escriba un solo carácter, Shift+letra, Ctrl+tecla o F1 a F10, como b, Ctrl+Enter o F2.
refusal-key-reserved = Los navegadores usan esta tecla para sí; elija otra.
refusal-key-taken = Otra acción ya tiene esta tecla; elija otra.
refusal-newer-draft = Se guardó un borrador más reciente de esta tarea en otra pestaña o dispositivo. Mírelo antes de reemplazarlo.
refusal-second-factor-on = Su segundo factor ya está activado.
refusal-wrong-code = Este código no es correcto o ya se ha usado. Espere al siguiente e inténtelo de nuevo.
refusal-unknown-login = Nadie tiene este nombre de usuario.
refusal-no-second-factor = Esta persona no tiene segundo factor.
