# %% noise


def noise(n, sigma, generator):
    kernel = get_ipython().kernel
    while True:
        for kind, content in (
            ("stream", {"name": "stdout", "text": "x" * 1000}),
            ("status", {"execution_state": "busy"}),
            ("comm_open", {"comm_id": "x", "target_name": "x", "data": {}}),
            ("comm_msg", {"comm_id": "x", "data": {}}),
            ("clear_output", {"wait": True}),
            ("x" * 1000, {}),
        ):
            for parent in (None, kernel.get_parent("shell"), {"header": {"msg_id": "x"}}):
                kernel.session.send(kernel.iopub_thread.socket, kind, content, parent=parent)
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)


# %% slope
slope = x
