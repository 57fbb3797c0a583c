# A peer in R's nnet (7.3): one hidden layer or none, outputs with or without the sigmoid, sum of squares, in binary64.
#
# nnet() descends by BFGS, which begins with a step down the gradient of length 1: one iteration, of squares that are weighted by rate
# times factor of the loss (and 1 / size of the batch for a mean), is one update. A step that does not bring this sum down enough is
# cut short by nnet. `mask` keeps biases as they are. Net inputs, hidden activations and gradients are not shown.

if (!requireNamespace("nnet", quietly = TRUE) || !requireNamespace("jsonlite", quietly = TRUE)) quit(status = 77)

number <- function(text) {
  parts <- as.numeric(strsplit(text, "/")[[1]])
  if (length(parts) == 2) parts[1] / parts[2] else parts
}
numbers <- function(texts) vapply(texts, number, 0, USE.NAMES = FALSE)
digits <- function(x) I(structure(tolower(sprintf("%.17g", x)), dim = dim(x))) # as text: jsonlite writes 15 digits
matrix_of <- function(rows) do.call(rbind, lapply(rows, numbers))

# What a part of a problem has beside the keys of this form, or beside the words that stand behind a key.
unknown <- function(part, form) {
  forms <- strsplit(strsplit(form, " ")[[1]], "=")
  words <- setNames(lapply(forms, function(one) strsplit(c(one, "")[2], ",")[[1]]), vapply(forms, `[[`, "", 1))
  for (key in names(part)) {
    if (!key %in% names(words)) return(paste(key, "is not known"))
    others <- if (length(words[[key]]) > 0) setdiff(unlist(part[[key]]), words[[key]])
    if (length(others) > 0) return(paste(key, others[[1]], "is not known"))
  }
}

# The first thing of a request that is not known; NULL where all is.
unknown_of <- function(request) {
  problem <- request$problem
  found <- c(
    unknown(request, "format=goldprop-case-1 id title problem record"),
    unknown(problem, paste("inputs layers samples loss error training",
      "departures=hidden-delta-from-updated-weights,output-bias-by-hidden-gradient,hidden-biases-frozen")),
    unlist(lapply(problem$layers, unknown, "units activation=identity,sigmoid,tanh,relu,leaky-relu,elu,softplus,silu,gelu,gelu-tanh,softmax alpha bias=none,per_unit,shared bias_trained frozen=FALSE W b")),
    unlist(lapply(problem$samples, unknown, "input target")),
    unknown(problem$loss, "deviation=squared factor"),
    unknown(problem$error, "deviation=squared,absolute reduction=sum,mean factor"),
    unknown(problem$training, "rule=gradient-descent rate batch reduction=sum,mean epochs"))
  if (length(found) > 0) found[[1]]
}

refusal <- function(layers, departures, rate) {
  if (length(rate) > 1) return("a rate for each epoch is not handed on")
  if (length(layers) > 2) return("there is one hidden layer at most")
  if (length(layers) == 2 && layers[[1]]$activation != "sigmoid") return("hidden units have a sigmoid")
  if (!layers[[length(layers)]]$activation %in% c("identity", "sigmoid")) return("outputs have a sigmoid or none")
  if (any(vapply(layers, function(layer) layer$bias == "shared" && layer$units > 1, NA))) return("each unit has a bias of its own")
  if (length(departures) > 0) return("the order of a step cannot be changed")
  NULL
}

# What stands before the weights of each unit in nnet's order: its bias; and whether that moves.
bias_of <- function(layer, j) if (layer$bias == "none") 0 else number(layer[["b"]][[min(j, length(layer[["b"]]))]])
moves <- function(layer) layer$bias != "none" && !isFALSE(layer$bias_trained)
in_order <- function(layers, of_unit) unlist(lapply(layers, function(layer) lapply(seq_len(layer$units), function(j) of_unit(layer, j))))

make_peer <- function(problem) {
  layers <- problem$layers
  x <- matrix_of(lapply(problem$samples, `[[`, "input"))
  t <- matrix_of(lapply(problem$samples, `[[`, "target"))
  mask <- in_order(layers, function(layer, j) c(moves(layer), rep(TRUE, length(layer$W[[j]]))))
  fit <- function(batch, wts, weight, maxit)
    nnet::nnet(x[batch, , drop = FALSE], t[batch, , drop = FALSE], rep(weight, length(batch)), Wts = wts, mask = mask, maxit = maxit,
               size = if (length(layers) == 2) layers[[1]]$units else 0, skip = length(layers) == 1, trace = FALSE, abstol = 0, reltol = 0,
               linout = layers[[length(layers)]]$activation == "identity", MaxNWts = Inf)
  rate <- number(problem$training$rate) * number(problem$loss$factor)
  list(
    wts = in_order(layers, function(layer, j) c(bias_of(layer, j), numbers(layer$W[[j]]))),
    step = function(wts, batch) fit(batch, wts, switch(problem$training$reduction, mean = rate / length(batch), sum = rate), 1)$wts,
    parameters = function(wts) {
      lapply(seq_along(layers), function(l) {
        layer <- layers[[l]]
        from <- if (l == 1) 0 else sum(lengths(layers[[1]]$W) + 1)
        rows <- matrix(wts[from + seq_len(sum(lengths(layer$W) + 1))], nrow = layer$units, byrow = TRUE)
        list(layer = l, W = digits(rows[, -1, drop = FALSE]), b = digits(rows[seq_along(layer[["b"]]), 1]))
      })
    },
    samples = function(wts, batch) {
      lapply(batch, function(s) {
        now <- fit(s, wts, 1, 0)
        list(sample = s - 1, layers = list(list(layer = length(layers), a = digits(as.vector(now$fitted.values)))), loss = unclass(digits(now$value)))
      })
    })
}

run <- function(peer, problem, record) {
  count <- length(problem$samples)
  epochs <- problem$training$epochs
  batches <- split(seq_len(count), (seq_len(count) - 1) %/% problem$training$batch)
  wanted <- unlist(c(record$all, record$outputs))
  steps <- list()
  wts <- peer$wts
  for (step in seq(0, epochs * length(batches))) {
    last <- step == epochs * length(batches)
    batch <- if (last) seq_len(count) else batches[[step %% length(batches) + 1]]
    if (step %in% wanted)
      steps[[length(steps) + 1]] <- list(step = step, parameters = peer$parameters(wts), samples = peer$samples(wts, batch))
    if (!last) wts <- peer$step(wts, batch)
  }
  list(format = "goldprop-trace-1", conventions = list(loss_factor = format(1 / number(problem$loss$factor), digits = 17)), steps = steps)
}

case <- jsonlite::fromJSON(file("stdin"), simplifyVector = FALSE)
reason <- unknown_of(case)
if (is.null(reason)) reason <- refusal(case$problem$layers, case$problem$departures, case$problem$training$rate)
reply <- if (is.null(reason)) run(make_peer(case$problem), case$problem, case$record) else list(unsupported = reason)
cat(jsonlite::toJSON(reply, auto_unbox = TRUE))
