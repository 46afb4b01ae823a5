"""One file per outside world; each owns its time-outs, retries and error translation. Fakes ship beside."""
