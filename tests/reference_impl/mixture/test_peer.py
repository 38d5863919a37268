"""The same numbers as scikit-learn's GaussianMixture."""

import warnings

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from reference_impl import mixture


@pytest.fixture(params=[(1, 2), (3, 2), (2, 4)], ids=lambda size: f"{size[0]} components in {size[1]} dimensions")
def problem(request):
    """Data and a mixture that is not the best one for them."""
    K, D = request.param
    generator = torch.Generator().manual_seed(7)
    x = torch.randn(60, D, dtype=torch.float64, generator=generator) * 2 + 1
    root = torch.randn(K, D, D, dtype=torch.float64, generator=generator)
    weights = (torch.rand(K, dtype=torch.float64, generator=generator) + 0.5).softmax(0)
    means = torch.randn(K, D, dtype=torch.float64, generator=generator)
    return x, weights, means, root @ root.mT + torch.eye(D, dtype=torch.float64)


def peer(x, weights, means, covs, steps):
    """scikit-learn's mixture after `steps` EM steps from the given one."""
    model = GaussianMixture(
        len(weights),
        weights_init=weights.numpy(),
        means_init=means.numpy(),
        precisions_init=np.linalg.inv(covs.numpy()),
        reg_covar=0.0,
        max_iter=steps,
        tol=0.0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x.numpy())
    return model


def test_one_step_agrees(problem):
    model = peer(*problem, steps=1)

    got = mixture.em_step(*problem)

    for ours, theirs in zip(got, (model.weights_, model.means_, model.covariances_), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_likelihood_and_responsibilities_agree_after_some_steps(problem):
    x, *_ = problem
    model = peer(*problem, steps=5)
    fitted = [torch.from_numpy(part) for part in (model.weights_, model.means_, model.covariances_)]

    total = mixture.gmm_log_likelihood(x, *fitted)
    shares = mixture.responsibilities(x, *fitted)

    assert total.item() == pytest.approx(model.score_samples(x.numpy()).sum(), rel=1e-11)
    np.testing.assert_allclose(shares, model.predict_proba(x.numpy()), rtol=1e-8, atol=1e-12)
